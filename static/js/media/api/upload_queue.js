/** Lets only some uploads run at once: more would only make each of them slower. */
export class UploadSlots {
  #free;
  /** @type {(() => void)[]} those who wait, first come first served */
  #waiting = [];

  /** @param {number} most */
  constructor(most) {
    this.#free = most;
  }

  /**
   * Runs `work` when there is a place for it.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @param {AbortSignal} signal
   * @returns {Promise<T>}
   * @throws {DOMException} AbortError, when nobody wants it any more before its turn
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
