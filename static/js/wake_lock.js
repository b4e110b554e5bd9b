/** Keeps a phone's screen on while somebody stands far from it. Browsers let go of it whenever the tab is hidden. */
export class WakeLock {
  /** @type {WakeLockSentinel | null} */
  #held = null;
  #wanted = false;

  /** @param {boolean} wanted */
  async want(wanted) {
    this.#wanted = wanted;
    if (!wanted) {
      await this.#held?.release();
      this.#held = null;
    } else if (!this.#held || this.#held.released) {
      this.#held = await ask();
      if (!this.#wanted) await this.want(false);
    }
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
