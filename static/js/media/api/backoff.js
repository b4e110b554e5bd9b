/** A job that just began may be over in a moment; one that has run for a minute will not end in the next tenth. */
const FIRST_MS = 250;
const GROWTH = 1.4;
const SLOWEST_MS = 2000;
/** Nobody watches the progress in a hidden tab. */
const HIDDEN_MS = 5000;
/** A server that does not answer is asked less and less often. */
const FIRST_RETRY_MS = 1000;
const RETRY_GROWTH = 2;
const SLOWEST_RETRY_MS = 15_000;

/** How long to wait before a job is asked about again. */
export class Backoff {
  #wait = FIRST_MS;
  #retry = FIRST_RETRY_MS;

  /**
   * After an answer.
   *
   * @param {boolean} hidden is the page in the background
   * @returns {number} ms
   */
  afterAnswer(hidden) {
    const wait = this.#wait;
    this.#wait = Math.min(SLOWEST_MS, wait * GROWTH);
    this.#retry = FIRST_RETRY_MS;
    return hidden ? HIDDEN_MS : wait;
  }

  /** After none. @returns {number} ms */
  afterSilence() {
    const wait = this.#retry;
    this.#retry = Math.min(SLOWEST_RETRY_MS, wait * RETRY_GROWTH);
    return wait;
  }
}
