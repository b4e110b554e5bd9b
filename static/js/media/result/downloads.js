/** @typedef {import("../api/types.js").PictureFormat} PictureFormat */
/** @typedef {import("../items/items.js").Item} Item */

/**
 * @typedef {object} Download
 * @property {string} label
 * @property {string} fileName
 * @property {string} [url] of a file on the server
 * @property {PictureFormat} [format] that the server makes when asked
 * @property {string} [text] that the page has already
 */

/** The browser reads the URL a little after the click; it is freed after this time. */
const FREE_AFTER_MS = 60_000;

/** @type {readonly {label: string, suffix: string, format: PictureFormat, result: string}[]} */
const FORMATS = [
  { label: "JSON", suffix: "-poses.json", format: "json", result: "poses.json" },
  { label: "CSV", suffix: "-poses-long.csv", format: "csv", result: "poses-long.csv" },
  { label: "CSV wide", suffix: "-poses-wide.csv", format: "csv-wide", result: "poses-wide.csv" },
  { label: "NumPy", suffix: "-poses.npz", format: "npz", result: "poses.npz" },
  { label: "OpenPose BODY_25", suffix: "-openpose-body25.zip", format: "openpose", result: "openpose-body25.zip" },
  { label: "OpenPose COCO", suffix: "-openpose-coco18.zip", format: "openpose-coco18", result: "openpose-coco18.zip" },
];

/**
 * The downloads of a finished file.
 *
 * @param {Item} item
 * @returns {Download[]}
 */
export function downloadsOf(item) {
  if (item.progress.state !== "done") return [];
  return item.kind === "picture" ? ofPicture(item) : ofVideo(item);
}

/** Says until when the downloads are there; "" where that is not limited. @param {Item} item */
export function downloadsNote({ progress }) {
  const expires = progress.job?.expires;
  if (progress.state === "expired") return "The server has removed the files of this result.";
  if (progress.state !== "done" || !expires) return "";
  const time = new Date(expires).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return `The server keeps these until ${time}.`;
}

/** @param {Item} item @returns {Download[]} */
function ofPicture({ name: source, document: known }) {
  const picture = { label: "Annotated picture", fileName: downloadName(source, "-annotated.png"), format: /** @type {const} */ ("png") };
  return [picture, ...FORMATS.map(({ label, suffix, format }) => ({
    ...{ label, fileName: downloadName(source, suffix) },
    ...(format === "json" && known !== null ? { text: known } : { format }),
  }))];
}

/** @param {Item} item @returns {Download[]} */
function ofVideo({ name: source, progress }) {
  const results = progress.job?.results ?? [];
  const all = [{ label: "Annotated video", suffix: "-annotated.mp4", result: "annotated.mp4" }, ...FORMATS];
  return all.flatMap(({ label, suffix, result }) => {
    const found = results.find((each) => each.name === result);
    return found ? [{ label, fileName: downloadName(source, suffix), url: found.url }] : [];
  });
}

/**
 * Saves a file that the page has in memory.
 *
 * @param {Blob} content
 * @param {string} fileName
 */
export function save(content, fileName) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FREE_AFTER_MS);
}

/**
 * Names a download after its source.
 *
 * @param {string} source
 * @param {string} suffix such as "-poses.json"
 */
export function downloadName(source, suffix) {
  const stem = source.replace(/\.[^.]*$/, "") || source || "posecast";
  return `${stem}${suffix}`;
}
