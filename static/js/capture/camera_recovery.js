/**
 * Keeps a phone's camera going through what happens to phones: a locked screen, a call, another app that takes the
 * camera. While it is wanted and the page is seen, a camera that was lost is opened again, each time a little later.
 */

/** What may pass by itself; a blocked or missing camera needs a person. */
const PASSING = /** @type {readonly string[]} */ (["camera-unplugged", "camera-busy", "camera-failed"]);
/** Pauses between tries: soon after a call has ended, and gentle while it goes on. */
export const RETRY_MS = Object.freeze([500, 1000, 2000, 4000]);
/** A camera that is there but gives nothing for this long while the page is seen is opened anew. */
export const MUTED_MS = 4000;

export class CameraKeeper {
  #open;
  #isSeen;
  #wanted = false;
  #tries = 0;
  #retryAt = NaN;
  #mutedSince = NaN;

  /**
   * @param {object} parts
   * @param {() => void} parts.open opens the camera anew
   * @param {() => boolean} parts.isSeen is the page in front?
   */
  constructor({ open, isSeen }) {
    this.#open = open;
    this.#isSeen = isSeen;
  }

  /** Does the person want the camera, be it there just now or not? */
  get wanted() {
    return this.#wanted;
  }

  /** Is the camera to be opened again soon? */
  get waits() {
    return !Number.isNaN(this.#retryAt);
  }

  /** @param {boolean} wanted by the person */
  want(wanted) {
    this.#wanted = wanted;
    this.#tries = 0;
    this.#retryAt = NaN;
    this.#mutedSince = NaN;
  }

  /** The camera gives pictures. */
  succeeded() {
    this.#tries = 0;
    this.#retryAt = NaN;
  }

  /**
   * The camera was lost or did not open.
   *
   * @param {string} code a key of MESSAGES
   * @param {number} now ms
   * @returns {boolean} will it be opened again by itself?
   */
  failed(code, now) {
    if (!this.#wanted || !PASSING.includes(code)) return false;
    this.#retryAt = now + /** @type {number} */ (RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)]);
    this.#tries += 1;
    return true;
  }

  /**
   * Call now and then.
   *
   * @param {boolean} muted is the camera there, but silent?
   * @param {number} now ms
   */
  watch(muted, now) {
    if (!this.#wanted || !this.#isSeen()) {
      this.#mutedSince = NaN;
      return;
    }
    if (!muted) this.#mutedSince = NaN;
    else if (Number.isNaN(this.#mutedSince)) this.#mutedSince = now;
    const isDue = now >= this.#retryAt || now - this.#mutedSince >= MUTED_MS;
    if (!isDue) return;
    this.#retryAt = NaN;
    this.#mutedSince = NaN;
    this.#open();
  }
}
