/**
 * Newest wins: one slot in which a newer value replaces the waiting one. webapp/protocol has the same class.
 *
 * @template T
 */
export class Latest {
  /** @type {T | null} */
  #waiting = null;

  /**
   * Puts a value into the slot.
   *
   * @param {T} value
   * @returns {T | null} the value that it replaced, if one waited
   */
  put(value) {
    const replaced = this.#waiting;
    this.#waiting = value;
    return replaced;
  }

  /** Takes the waiting value out. @returns {T | null} */
  take() {
    const value = this.#waiting;
    this.#waiting = null;
    return value;
  }

  /** Shows the waiting value and leaves it in. @returns {T | null} */
  peek() {
    return this.#waiting;
  }
}
