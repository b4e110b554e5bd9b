/** Runs only some uploads at once: more would only make each of them slower. */
export class UploadQueue {
  #free;
  /** @type {(() => void)[]} first come, first served */
  #waiting = [];

  /** @param {number} most that run at once */
  constructor(most) {
    this.#free = most;
  }

  /**
   * Runs `work` when it is its turn.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @param {AbortSignal} signal
   * @returns {Promise<T>}
   * @throws {DOMException} AbortError, when it was aborted before its turn
   */
  async run(work, signal) {
    await this.#take(signal);
    try {
      return await work();
    } finally {
      this.#give();
    }
  }

  /** @param {AbortSignal} signal */
  #take(signal) {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((/** @type {(value?: undefined) => void} */ resolve, reject) => {
      const turn = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.#waiting = this.#waiting.filter((each) => each !== turn);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.push(turn);
    });
  }

  #give() {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
