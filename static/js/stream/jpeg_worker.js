/** Encodes frames in a worker, so that neither drawing nor input waits for it. */

/** @typedef {{bitmap: import("./frame_grab.js").GrabbedFrame, width: number, height: number, quality: number}} EncodingJob */
/** @typedef {{bitmap: import("./frame_grab.js").GrabbedFrame, jpeg: ArrayBuffer | null}} EncodingResult jpeg: null when the browser made something else */

const canvas = new OffscreenCanvas(1, 1);
// The canvas stays in memory: reading it back from the graphics card would cost more than drawing.
const pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });

globalThis.addEventListener("message", (/** @type {MessageEvent<EncodingJob>} */ { data }) => void answer(data));

/** Answers every job and gives its bitmap back; the page waits for both. @param {EncodingJob} job */
async function answer(job) {
  const jpeg = await encode(job).catch(() => null);
  globalThis.postMessage({ bitmap: job.bitmap, jpeg }, { transfer: jpeg ? [job.bitmap, jpeg] : [job.bitmap] });
}

/**
 * @param {EncodingJob} job
 * @returns {Promise<ArrayBuffer | null>}
 */
async function encode({ bitmap, width, height, quality }) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  pen?.drawImage(bitmap, 0, 0, width, height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
  // A browser that cannot encode JPEG makes a PNG instead of an error.
  return blob.type === "image/jpeg" ? blob.arrayBuffer() : null;
}
