/** Keeps a phone's screen on while somebody stands far from it. Browsers let go of it whenever the tab is hidden. */
export class WakeLock {
  /** @type {WakeLockSentinel | null} */
  #held = null;
  #wanted = false;
  /** Asking takes its time: what is wanted meanwhile waits its turn, or two locks were held and one forgotten. */
  #turn = Promise.resolve();

  /** @param {boolean} wanted */
  want(wanted) {
    this.#wanted = wanted;
    this.#turn = this.#turn.then(() => this.#settle());
    return this.#turn;
  }

  async #settle() {
    const holds = this.#held !== null && !this.#held.released;
    if (this.#wanted === holds) return;
    if (holds) await this.#held?.release();
    this.#held = this.#wanted ? await ask() : null;
  }
}

/** @returns {Promise<WakeLockSentinel | null>} null where it is missing or refused (low battery) */
async function ask() {
  try {
    return (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    return null;
  }
}
