/** @typedef {import("../protocol/pose_decoder.js").DecodedPose} DecodedPose */

/** Of poses that wait for their picture, so many are kept; older ones would be drawn too late. */
const MOST_WAITING = 4;

/**
 * Brings each pose together with the camera's own picture of the same seq, which is sent just before it while the
 * camera shares its video. A picture takes a moment to decode; its pose waits for it, and newest wins. The newest is
 * what came last: another camera counts its frames anew.
 *
 * @template {{close: () => void}} P
 */
export class PosePictureSync {
  #decode;
  #onPose;
  /** @type {Map<number, Promise<P | null>>} */
  #pictures = new Map();
  #arrived = 0;
  #shown = 0;
  /** Counts new beginnings: what was on its way before one is of no use after it. */
  #generation = 0;

  /**
   * @param {(jpeg: ArrayBuffer) => Promise<P>} decode
   * @param {(pose: DecodedPose, picture: P | null) => void} onPose the picture is the receiver's to close
   */
  constructor(decode, onPose) {
    this.#decode = decode;
    this.#onPose = onPose;
  }

  /** @param {{seq: number, jpeg: ArrayBuffer}} picture */
  picture({ seq, jpeg }) {
    // A picture that cannot be read costs only itself: its pose stands on plain ground.
    this.#pictures.set(
      seq,
      this.#decode(jpeg).catch(() => null),
    );
    for (const old of [...this.#pictures.keys()].slice(0, -MOST_WAITING)) this.#drop(old);
  }

  /** @param {DecodedPose} pose */
  async pose(pose) {
    const generation = this.#generation;
    const arrival = (this.#arrived += 1);
    const decoding = this.#pictures.get(pose.seq);
    this.#pictures.delete(pose.seq);
    const picture = decoding ? await decoding : null;
    if (generation !== this.#generation || arrival < this.#shown) {
      picture?.close();
      return;
    }
    this.#shown = arrival;
    this.#onPose(pose, picture);
  }

  /** What was on its way is of no use any more: the connection was lost, or this device is the camera itself. */
  reset() {
    this.#generation += 1;
    for (const seq of this.#pictures.keys()) this.#drop(seq);
  }

  /** @param {number} seq */
  #drop(seq) {
    void this.#pictures.get(seq)?.then((picture) => picture?.close());
    this.#pictures.delete(seq);
  }
}

/**
 * @param {ArrayBuffer | Uint8Array} jpeg
 * @returns {Promise<ImageBitmap>}
 */
export function decodeJpeg(jpeg) {
  return createImageBitmap(new Blob([/** @type {ArrayBuffer} */ (jpeg)], { type: "image/jpeg" }));
}
