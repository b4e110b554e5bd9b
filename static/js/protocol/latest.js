/**
 * Newest wins: one slot in which a newer value takes the place of the one that waits. webapp/protocol has the same class.
 *
 * @template T
 */
export class Latest {
  /** @type {T | null} */
  #waiting = null;

  /**
   * Lets a value wait.
   *
   * @param {T} value
   * @returns {T | null} the older one that it replaced, if one waited
   */
  put(value) {
    const replaced = this.#waiting;
    this.#waiting = value;
    return replaced;
  }

  /** @returns {T | null} the waiting value, which then waits no more */
  take() {
    const value = this.#waiting;
    this.#waiting = null;
    return value;
  }

  /** @returns {T | null} the waiting value, which goes on waiting */
  peek() {
    return this.#waiting;
  }
}
