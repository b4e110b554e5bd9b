import { keep, readKept } from "./web_storage.js";

/**
 * What a person chose, kept in the browser. null stands for "not chosen": then the server's or the system's
 * own choice counts.
 */

/** @typedef {"glued" | "live"} Display */
/** @typedef {"phone" | "watch"} Watching another device is the camera: one's own phone, or somebody else's camera */

/**
 * @typedef {object} Choices
 * @property {"light" | "dark" | null} theme
 * @property {Display} display
 * @property {Record<import("../capture/source.js").Facing | Watching, boolean>} mirror
 * @property {string} cameraId
 * @property {"user" | "environment"} facing
 * @property {string | null} model
 * @property {boolean | null} smoothing
 * @property {number | null} people
 * @property {boolean} shortcuts
 */

const KEY = "posecast";

/** @type {Readonly<Choices>} */
export const FIRST_CHOICES = Object.freeze({
  theme: null,
  display: "glued",
  // A phone that looks at the person before the screen makes that screen a mirror.
  mirror: { front: true, rear: false, file: false, phone: true, watch: false },
  cameraId: "",
  facing: "user",
  model: null,
  smoothing: null,
  people: null,
  shortcuts: true,
});

export class Remembered {
  #storage;
  #choices;

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} storage null where the browser refuses it */
  constructor(storage) {
    this.#storage = storage;
    this.#choices = { ...FIRST_CHOICES, ...readChoices(storage) };
  }

  /** @returns {Readonly<Choices>} */
  get choices() {
    return this.#choices;
  }

  /** @param {Partial<Choices>} changed */
  set(changed) {
    this.#choices = { ...this.#choices, ...changed };
    keep(this.#storage, KEY, this.#choices);
  }
}

/**
 * Only what has the type of a first choice; another version of the page may have left something else.
 *
 * @param {Pick<Storage, "getItem"> | null} storage
 * @returns {Partial<Choices>}
 */
function readChoices(storage) {
  const kept = readKept(storage, KEY) ?? {};
  const choices = Object.fromEntries(Object.entries(kept).filter(([key, value]) => isChoice(key, value)));
  return choices["mirror"] ? { ...choices, mirror: { ...FIRST_CHOICES.mirror, ...choices["mirror"] } } : choices;
}

/** Types of the choices that start as null. @type {Readonly<Record<string, string>>} */
const NULLABLE = { theme: "string", model: "string", smoothing: "boolean", people: "number" };

/**
 * @param {string} key
 * @param {unknown} value
 */
function isChoice(key, value) {
  if (key in NULLABLE) return value === null || typeof value === NULLABLE[key];
  if (key === "display") return value === "glued" || value === "live";
  if (key === "mirror") return isMirror(value);
  const first = FIRST_CHOICES[/** @type {keyof Choices} */ (key)];
  return first !== undefined && typeof value === typeof first;
}

/** @param {unknown} value */
function isMirror(value) {
  if (typeof value !== "object" || value === null) return false;
  const known = Object.keys(FIRST_CHOICES.mirror);
  return Object.entries(value).every(([facing, mirrored]) => known.includes(facing) && typeof mirrored === "boolean");
}
