/** A new job may end soon; the longer it runs, the less often it is asked about. */
const FIRST_MS = 250;
const GROWTH = 1.4;
const SLOWEST_MS = 2000;
/** In a hidden tab nobody sees the progress. */
const HIDDEN_MS = 5000;
/** A server that does not answer is asked less and less often. */
const FIRST_RETRY_MS = 1000;
const RETRY_GROWTH = 2;
const SLOWEST_RETRY_MS = 15_000;

/** Computes how long to wait before asking about a job again. */
export class Backoff {
  #wait = FIRST_MS;
  #retry = FIRST_RETRY_MS;

  /**
   * The wait after an answer.
   *
   * @param {boolean} hidden is the page in the background?
   * @returns {number} ms
   */
  afterAnswer(hidden) {
    const wait = this.#wait;
    this.#wait = Math.min(SLOWEST_MS, wait * GROWTH);
    this.#retry = FIRST_RETRY_MS;
    return hidden ? HIDDEN_MS : wait;
  }

  /** The wait when the server did not answer. @returns {number} ms */
  afterNoAnswer() {
    const wait = this.#retry;
    this.#retry = Math.min(SLOWEST_RETRY_MS, wait * RETRY_GROWTH);
    return wait;
  }
}
