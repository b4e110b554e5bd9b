import { readJson, writeJson } from "./web_storage.js";

/** What a person chose, kept in the browser. null means "not chosen": then the server's or the system's setting counts. */

/** @typedef {"glued" | "live"} Display */
/** @typedef {"phone" | "watch"} RemoteCamera the camera is another device: the owner's phone, or the camera of a room that is watched */

/**
 * @typedef {object} PreferenceValues
 * @property {"light" | "dark" | null} theme
 * @property {Display} display
 * @property {Record<import("../capture/source.js").Facing | RemoteCamera, boolean>} mirror
 * @property {string} cameraId
 * @property {"user" | "environment"} facing
 * @property {string | null} model
 * @property {boolean | null} smoothing
 * @property {number | null} people
 * @property {boolean} shortcuts
 */

const KEY = "posecast";

/** @type {Readonly<PreferenceValues>} */
export const DEFAULT_PREFERENCES = Object.freeze({
  theme: null,
  display: "glued",
  // A phone is put beside the screen and faces the person, so the screen is a mirror.
  mirror: { front: true, rear: false, file: false, phone: true, watch: false },
  cameraId: "",
  facing: "user",
  model: null,
  smoothing: null,
  people: null,
  shortcuts: true,
});

/** Reads and writes the preferences, and tells of every change. */
export class Preferences {
  #storage;
  #values;
  /** @type {((values: Readonly<PreferenceValues>) => void)[]} */
  #listeners = [];

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} storage null where the browser refuses it */
  constructor(storage) {
    this.#storage = storage;
    this.#values = { ...DEFAULT_PREFERENCES, ...readValues(storage) };
  }

  /** @returns {Readonly<PreferenceValues>} */
  get values() {
    return this.#values;
  }

  /** @param {Partial<PreferenceValues>} changed */
  set(changed) {
    this.#values = { ...this.#values, ...changed };
    writeJson(this.#storage, KEY, this.#values);
    for (const listener of this.#listeners) listener(this.#values);
  }

  /** @param {(values: Readonly<PreferenceValues>) => void} listener called after every change */
  onChange(listener) {
    this.#listeners.push(listener);
  }
}

/**
 * Reads the values whose type is right; another version of the page may have left others.
 *
 * @param {Pick<Storage, "getItem"> | null} storage
 * @returns {Partial<PreferenceValues>}
 */
function readValues(storage) {
  const stored = readJson(storage, KEY) ?? {};
  const values = Object.fromEntries(Object.entries(stored).filter(([key, value]) => isValid(key, value)));
  return values["mirror"] ? { ...values, mirror: { ...DEFAULT_PREFERENCES.mirror, ...values["mirror"] } } : values;
}

/** Types of the values that are null by default. @type {Readonly<Record<string, string>>} */
const NULLABLE = { theme: "string", model: "string", smoothing: "boolean", people: "number" };

/**
 * @param {string} key
 * @param {unknown} value
 */
function isValid(key, value) {
  if (key in NULLABLE) return value === null || typeof value === NULLABLE[key];
  if (key === "display") return value === "glued" || value === "live";
  if (key === "mirror") return isMirror(value);
  const byDefault = DEFAULT_PREFERENCES[/** @type {keyof PreferenceValues} */ (key)];
  return byDefault !== undefined && typeof value === typeof byDefault;
}

/** @param {unknown} value */
function isMirror(value) {
  if (typeof value !== "object" || value === null) return false;
  const known = Object.keys(DEFAULT_PREFERENCES.mirror);
  return Object.entries(value).every(([facing, mirrored]) => known.includes(facing) && typeof mirrored === "boolean");
}
