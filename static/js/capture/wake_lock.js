/** Keeps the screen on while the camera runs. Browsers release the lock whenever the tab is hidden. */
export class WakeLock {
  /** @type {WakeLockSentinel | null} */
  #held = null;
  #wanted = false;
  /** Requests run one after the other; otherwise two locks could be held and one never released. */
  #queue = Promise.resolve();

  /** @param {boolean} wanted */
  want(wanted) {
    this.#wanted = wanted;
    this.#queue = this.#queue.then(() => this.#apply());
    return this.#queue;
  }

  async #apply() {
    const holds = this.#held !== null && !this.#held.released;
    if (this.#wanted === holds) return;
    if (holds) await this.#held?.release();
    this.#held = this.#wanted ? await request() : null;
  }
}

/** @returns {Promise<WakeLockSentinel | null>} null where the browser has none or refuses it (low battery) */
async function request() {
  try {
    return (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    return null;
  }
}
