/** @typedef {import("../protocol/pose_decoder.js").DecodedPose} DecodedPose */

/** So many pictures are kept for poses to come; older ones would be drawn too late. */
const MOST_WAITING = 4;

/**
 * Pairs each pose with the picture of the same seq, which the server sends just before it while the video is shared. A pose
 * waits for its picture to be decoded. Newest wins: a pose that was decoded after a newer one is not shown. The newest is
 * what arrived last, because another camera starts to count again.
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
  /** Counts resets: what was being decoded before one is of no use after it. */
  #generation = 0;

  /**
   * @param {(jpeg: ArrayBuffer) => Promise<P>} decode
   * @param {(pose: DecodedPose, picture: P | null) => void} onPose the receiver closes the picture
   */
  constructor(decode, onPose) {
    this.#decode = decode;
    this.#onPose = onPose;
  }

  /** @param {{seq: number, jpeg: ArrayBuffer}} picture */
  picture({ seq, jpeg }) {
    // A picture that cannot be decoded is left out: its pose is shown without one.
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

  /** Drops what is being decoded, because the connection was lost or this device is the camera now. */
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
