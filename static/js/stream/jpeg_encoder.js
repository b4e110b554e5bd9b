/**
 * @typedef {import("./frame_grab.js").GrabbedFrame} GrabbedFrame
 * @typedef {import("./jpeg_worker.js").EncodingResult} EncodingResult
 * @typedef {{bitmap: GrabbedFrame, jpeg: ArrayBuffer}} EncodedFrame
 */

/** The browser cannot encode a frame as JPEG. */
export class EncodingError extends Error {}

/** A worker that has not answered after this long has failed to start, or was ended by the browser, ms. */
const WORKER_TIMEOUT_MS = 4000;

/** Encodes frames as JPEG, one at a time, in a worker where the browser has canvases for workers. */
export class FrameEncoder {
  #worker = startWorker();
  #canvas = document.createElement("canvas");
  #pen = this.#canvas.getContext("2d", { alpha: false });

  /**
   * @param {GrabbedFrame} bitmap transferred; the result has it back
   * @param {readonly [number, number]} size pixels
   * @param {number} quality 0..1
   * @returns {Promise<EncodedFrame>}
   * @throws {EncodingError}
   */
  async encode(bitmap, [width, height], quality) {
    const result = this.#worker
      ? await this.#encodeInWorker(this.#worker, { bitmap, width, height, quality })
      : await this.#encodeHere({ bitmap, width, height, quality });
    if (!result.jpeg) {
      result.bitmap.close();
      throw new EncodingError("This browser could not make a JPEG of the frame.");
    }
    return { bitmap: result.bitmap, jpeg: result.jpeg };
  }

  /**
   * @param {Worker} worker
   * @param {import("./jpeg_worker.js").EncodingJob} job
   * @returns {Promise<EncodingResult>}
   */
  #encodeInWorker(worker, job) {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        clearTimeout(timeout);
        // The next frames are encoded on the page, which is slower.
        this.#worker = null;
        worker.terminate();
        reject(new EncodingError("The encoding worker does not answer."));
      };
      const timeout = setTimeout(giveUp, WORKER_TIMEOUT_MS);
      worker.onerror = giveUp;
      worker.onmessage = (/** @type {MessageEvent<EncodingResult>} */ { data }) => {
        clearTimeout(timeout);
        resolve(data);
      };
      worker.postMessage(job, [job.bitmap]);
    });
  }

  /**
   * @param {import("./jpeg_worker.js").EncodingJob} job
   * @returns {Promise<EncodingResult>}
   */
  async #encodeHere(job) {
    return { bitmap: job.bitmap, jpeg: await this.#jpegOf(job).catch(() => null) };
  }

  /**
   * @param {import("./jpeg_worker.js").EncodingJob} job
   * @returns {Promise<ArrayBuffer | null>} null when the browser made something else
   */
  async #jpegOf({ bitmap, width, height, quality }) {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#pen?.drawImage(bitmap, 0, 0, width, height);
    const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => {
      this.#canvas.toBlob(done, "image/jpeg", quality);
    });
    return blob?.type === "image/jpeg" ? blob.arrayBuffer() : null;
  }
}

/** @returns {Worker | null} null where workers have no canvas */
function startWorker() {
  if (typeof OffscreenCanvas === "undefined" || !("convertToBlob" in OffscreenCanvas.prototype)) return null;
  return new Worker(new URL("jpeg_worker.js", import.meta.url), { type: "module" });
}
