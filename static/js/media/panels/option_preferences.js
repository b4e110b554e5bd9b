import { readJson, writeJson } from "../../storage/web_storage.js";

/** @typedef {import("../api/types.js").Options} Options */

/** Not the key of the live page, which drops unknown values when it writes. */
const KEY = "posecast-media";

/** @type {Readonly<Record<keyof Options, (value: unknown) => boolean>>} */
const IS_OPTION = Object.freeze({
  model: (value) => ["lite", "full", "heavy"].includes(/** @type {string} */ (value)),
  people: (value) => Number.isInteger(value) && Number(value) >= 1,
  smoothing: (value) => ["none", "live", "offline"].includes(/** @type {string} */ (value)),
  minVisibility: (value) => typeof value === "number" && value >= 0 && value <= 1,
});

/** The options that a person chose on this page, kept in the browser. */
export class OptionPreferences {
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
    writeJson(this.#storage, KEY, this.#chosen);
  }
}

/**
 * Reads the valid options; another version of the page may have left others.
 *
 * @param {Pick<Storage, "getItem"> | null} storage
 * @returns {Partial<Options>}
 */
function readOptions(storage) {
  const kept = readJson(storage, KEY) ?? {};
  const names = /** @type {(keyof Options)[]} */ (Object.keys(IS_OPTION));
  return Object.fromEntries(names.filter((name) => IS_OPTION[name](kept[name])).map((name) => [name, kept[name]]));
}
