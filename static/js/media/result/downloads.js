/** @typedef {import("../api/types.js").PictureFormat} PictureFormat */
/** @typedef {import("../items/items.js").Item} Item */

/**
 * @typedef {object} Download
 * @property {string} words
 * @property {string} fileName
 * @property {string} [url] a link to what is on the server
 * @property {PictureFormat} [format] to be asked of the server again
 * @property {string} [text] known already
 */

/** @type {readonly {words: string, suffix: string, format: PictureFormat, result: string}[]} */
const FORMATS = [
  { words: "JSON", suffix: "-poses.json", format: "json", result: "poses.json" },
  { words: "CSV", suffix: "-poses-long.csv", format: "csv", result: "poses-long.csv" },
  { words: "CSV wide", suffix: "-poses-wide.csv", format: "csv-wide", result: "poses-wide.csv" },
  { words: "NumPy", suffix: "-poses.npz", format: "npz", result: "poses.npz" },
  { words: "OpenPose BODY_25", suffix: "-openpose-body25.zip", format: "openpose", result: "openpose-body25.zip" },
  { words: "OpenPose COCO", suffix: "-openpose-coco18.zip", format: "openpose-coco18", result: "openpose-coco18.zip" },
];

/**
 * What there is to take away of a finished file.
 *
 * @param {Item} item
 * @returns {Download[]}
 */
export function downloadsOf(item) {
  if (item.progress.state !== "done") return [];
  return item.kind === "picture" ? ofPicture(item) : ofVideo(item);
}

/** @param {Item} item @returns {Download[]} */
function ofPicture({ name: source, document: known }) {
  const picture = { words: "Annotated picture", fileName: downloadName(source, "-annotated.png"), format: /** @type {const} */ ("png") };
  return [picture, ...FORMATS.map(({ words, suffix, format }) => ({
    ...{ words, fileName: downloadName(source, suffix) },
    ...(format === "json" && known !== null ? { text: known } : { format }),
  }))];
}

/** @param {Item} item @returns {Download[]} */
function ofVideo({ name: source, progress }) {
  const results = progress.job?.results ?? [];
  const all = [{ words: "Annotated video", suffix: "-annotated.mp4", result: "annotated.mp4" }, ...FORMATS];
  return all.flatMap(({ words, suffix, result }) => {
    const found = results.find((each) => each.name === result);
    return found ? [{ words, fileName: downloadName(source, suffix), url: found.url }] : [];
  });
}

/**
 * Has the browser save something that the page holds.
 *
 * @param {Blob} content
 * @param {string} fileName
 */
export function save(content, fileName) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  // Freed only after the browser has taken it up, which it does a little later.
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_AFTER_MS);
}

const SAVED_AFTER_MS = 60_000;

/**
 * What a download is called: after the file that it was made of.
 *
 * @param {string} source
 * @param {string} suffix such as "-poses.json"
 */
export function downloadName(source, suffix) {
  const stem = source.replace(/\.[^.]*$/, "") || source || "posecast";
  return `${stem}${suffix}`;
}
