/**
 * The state of a page in one place. Whatever depends on a part of it watches that part; nothing else tells views to change.
 *
 * @template {object} S
 */
export class Store {
  #state;
  /** @type {Watcher<S>[]} */
  #watchers = [];
  #isNotifying = false;

  /** @param {S} initial */
  constructor(initial) {
    this.#state = initial;
  }

  /** @returns {Readonly<S>} */
  get state() {
    return this.#state;
  }

  /**
   * Changes some fields and notifies the watchers. A change made by a watcher is seen before this returns, too.
   *
   * @param {Partial<S>} patch
   */
  change(patch) {
    this.#state = { ...this.#state, ...patch };
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    try {
      while (this.#notify());
    } finally {
      this.#isNotifying = false;
    }
  }

  /**
   * Calls `react` now, and whenever the selected part has changed. A part that is a plain object changes when one of its
   * fields does. Watchers are called in the order in which they were added.
   *
   * @template T
   * @param {(state: Readonly<S>) => T} select
   * @param {(part: T) => void} react
   */
  watch(select, react) {
    const watcher = /** @type {Watcher<S>} */ ({ select, react, seen: select(this.#state) });
    this.#watchers.push(watcher);
    watcher.react(watcher.seen);
  }

  /** @returns {boolean} did something change? */
  #notify() {
    let hasChanged = false;
    for (const watcher of this.#watchers) {
      const part = watcher.select(this.#state);
      if (isSame(part, watcher.seen)) continue;
      watcher.seen = part;
      hasChanged = true;
      watcher.react(part);
    }
    return hasChanged;
  }
}

/**
 * @template {object} S
 * @typedef {{select(state: Readonly<S>): any, react(part: any): void, seen: any}} Watcher
 */

/**
 * @param {any} one
 * @param {any} other
 */
function isSame(one, other) {
  if (Object.is(one, other)) return true;
  if (!isPlain(one) || !isPlain(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.is(one[key], other[key]));
}

/** @param {any} value */
function isPlain(value) {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
