/** The browser cannot make the JPEG that the server understands. */
export class EncodingError extends Error {}

/** Turns pictures into JPEGs on one canvas that is kept, because making a canvas costs more than using it. */
export class FrameEncoder {
  #canvas = document.createElement("canvas");
  #pen = this.#canvas.getContext("2d", { alpha: false });

  /**
   * @param {CanvasImageSource} picture
   * @param {readonly [number, number]} size pixels
   * @param {number} quality 0..1
   * @returns {Promise<ArrayBuffer>}
   * @throws {EncodingError}
   */
  async encode(picture, [width, height], quality) {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#pen?.drawImage(picture, 0, 0, width, height);
    const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => {
      this.#canvas.toBlob(done, "image/jpeg", quality);
    });
    // A browser that cannot encode what was asked for answers with PNG instead of an error.
    if (blob?.type !== "image/jpeg") throw new EncodingError("This browser cannot make JPEG pictures.");
    return blob.arrayBuffer();
  }
}
