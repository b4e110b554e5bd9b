/** @typedef {import("./api_types.js").Options} Options */

/** Apart from what the live page remembers, which leaves out what it does not know whenever it writes. */
const KEY = "posecast-media";

/** @type {Readonly<Record<keyof Options, (value: unknown) => boolean>>} */
const IS_OPTION = Object.freeze({
  model: (value) => ["lite", "full", "heavy"].includes(/** @type {string} */ (value)),
  people: (value) => Number.isInteger(value) && Number(value) >= 1,
  smoothing: (value) => ["none", "live", "offline"].includes(/** @type {string} */ (value)),
  minVisibility: (value) => typeof value === "number" && value >= 0 && value <= 1,
});

/** The options that a person chose on this page, kept in the browser; for the others the page's first ones count. */
export class RememberedOptions {
  #storage;
  #chosen;

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} storage null where the browser refuses it */
  constructor(storage) {
    this.#storage = storage;
    this.#chosen = readOptions(storage);
  }

  /** @returns {Readonly<Partial<Options>>} */
  get chosen() {
    return this.#chosen;
  }

  /** @param {Partial<Options>} changed */
  set(changed) {
    this.#chosen = { ...this.#chosen, ...changed };
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#chosen));
    } catch {
      // Full or forbidden storage: the options then last as long as the page.
    }
  }
}

/**
 * Only what the page itself could have offered; another version of it may have left something else.
 *
 * @param {Pick<Storage, "getItem"> | null} storage
 * @returns {Partial<Options>}
 */
function readOptions(storage) {
  try {
    const stored = JSON.parse(storage?.getItem(KEY) ?? "{}");
    const names = /** @type {(keyof Options)[]} */ (Object.keys(IS_OPTION));
    return Object.fromEntries(names.filter((name) => IS_OPTION[name](stored[name])).map((name) => [name, stored[name]]));
  } catch {
    return {};
  }
}
