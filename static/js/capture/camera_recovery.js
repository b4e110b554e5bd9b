/** Errors after which the camera may work again by itself; a blocked or missing camera needs a person. */
const TEMPORARY = /** @type {readonly string[]} */ (["camera-unplugged", "camera-busy", "camera-failed"]);
/** Pauses between tries, ms: short at first, because most calls are short, and longer while it fails. */
export const RETRY_MS = Object.freeze([500, 1000, 2000, 4000]);
/** A camera that is muted for this long while the page is visible is opened again, ms. */
export const MUTED_MS = 4000;

/**
 * Opens a phone's camera again after it was lost to a locked screen, a call or another app. While the person wants the
 * camera and the page is visible, it tries again, each time after a longer pause.
 */
export class CameraRecovery {
  #open;
  #isVisible;
  #wanted = false;
  #tries = 0;
  #retryAt = NaN;
  #mutedSince = NaN;

  /**
   * @param {object} parts
   * @param {() => void} parts.open opens the camera again
   * @param {() => boolean} parts.isVisible is the page visible?
   */
  constructor({ open, isVisible }) {
    this.#open = open;
    this.#isVisible = isVisible;
  }

  /** Does the person want the camera, whether it works now or not? */
  get wanted() {
    return this.#wanted;
  }

  /** Will the camera be opened again soon? */
  get isPending() {
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
   * Plans the next try after the camera was lost or did not open.
   *
   * @param {string} code a key of MESSAGES
   * @param {number} now ms
   * @returns {boolean} will it be opened again by itself?
   */
  failed(code, now) {
    if (!this.#wanted || !TEMPORARY.includes(code)) return false;
    this.#retryAt = now + /** @type {number} */ (RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)]);
    this.#tries += 1;
    return true;
  }

  /**
   * Opens a camera that is due. Call a few times a second.
   *
   * @param {boolean} muted is the camera open, but gives no picture?
   * @param {number} now ms
   */
  watch(muted, now) {
    if (!this.#wanted || !this.#isVisible()) {
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
