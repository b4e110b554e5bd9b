/** Makes JPEGs beside the page, so that neither drawing nor a person's hand has to wait for them. */

/** @typedef {{picture: import("./frame_grab.js").GrabbedFrame, width: number, height: number, quality: number}} EncodingJob */
/** @typedef {{picture: import("./frame_grab.js").GrabbedFrame, jpeg: ArrayBuffer | null}} EncodingResult jpeg: null when it is none */

const canvas = new OffscreenCanvas(1, 1);
// Kept in memory instead of on the graphics card: reading it back from there costs more than drawing.
const pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });

globalThis.addEventListener("message", (/** @type {MessageEvent<EncodingJob>} */ { data }) => void answer(data));

/** The page waits for an answer to every job, and for its picture. @param {EncodingJob} job */
async function answer(job) {
  const jpeg = await encode(job).catch(() => null);
  globalThis.postMessage({ picture: job.picture, jpeg }, { transfer: jpeg ? [job.picture, jpeg] : [job.picture] });
}

/**
 * @param {EncodingJob} job
 * @returns {Promise<ArrayBuffer | null>}
 */
async function encode({ picture, width, height, quality }) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  pen?.drawImage(picture, 0, 0, width, height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
  // A browser that cannot encode what was asked for answers with PNG instead of an error.
  return blob.type === "image/jpeg" ? blob.arrayBuffer() : null;
}
