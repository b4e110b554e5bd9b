/**
 * @typedef {import("./frame_grab.js").GrabbedFrame} GrabbedFrame
 * @typedef {import("./jpeg_worker.js").EncodingResult} EncodingResult
 * @typedef {{picture: GrabbedFrame, jpeg: ArrayBuffer}} EncodedPicture
 */

/** The browser cannot make the JPEG that the server understands. */
export class EncodingError extends Error {}

/** A worker that has not answered by then has failed to start, or was ended by the browser. */
const WORKER_PATIENCE_MS = 4000;

/** Turns pictures into JPEGs, one at a time, in a worker where the browser allows it. */
export class FrameEncoder {
  #worker = startWorker();
  #canvas = document.createElement("canvas");
  #pen = this.#canvas.getContext("2d", { alpha: false });

  /**
   * @param {GrabbedFrame} picture given away; the result has it back
   * @param {readonly [number, number]} size pixels
   * @param {number} quality 0..1
   * @returns {Promise<EncodedPicture>}
   * @throws {EncodingError}
   */
  async encode(picture, [width, height], quality) {
    const result = this.#worker
      ? await this.#encodeInWorker(this.#worker, { picture, width, height, quality })
      : await this.#encodeHere({ picture, width, height, quality });
    if (!result.jpeg) {
      result.picture.close();
      throw new EncodingError("This browser could not make a JPEG of the picture.");
    }
    return { picture: result.picture, jpeg: result.jpeg };
  }

  /**
   * @param {Worker} worker
   * @param {import("./jpeg_worker.js").EncodingJob} job
   * @returns {Promise<EncodingResult>}
   */
  #encodeInWorker(worker, job) {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        clearTimeout(patience);
        // The next frames are encoded here: slower, but they are.
        this.#worker = null;
        worker.terminate();
        reject(new EncodingError("The encoding worker does not answer."));
      };
      const patience = setTimeout(giveUp, WORKER_PATIENCE_MS);
      worker.onerror = giveUp;
      worker.onmessage = (/** @type {MessageEvent<EncodingResult>} */ { data }) => {
        clearTimeout(patience);
        resolve(data);
      };
      worker.postMessage(job, [job.picture]);
    });
  }

  /**
   * @param {import("./jpeg_worker.js").EncodingJob} job
   * @returns {Promise<EncodingResult>}
   */
  async #encodeHere(job) {
    return { picture: job.picture, jpeg: await this.#jpegOf(job).catch(() => null) };
  }

  /**
   * @param {import("./jpeg_worker.js").EncodingJob} job
   * @returns {Promise<ArrayBuffer | null>} null when it is none
   */
  async #jpegOf({ picture, width, height, quality }) {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#pen?.drawImage(picture, 0, 0, width, height);
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
