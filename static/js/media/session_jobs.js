/**
 * The jobs of this visit, kept where a reload finds them and a second visit does not.
 *
 * @typedef {object} KeptJob
 * @property {string} job
 * @property {string} name
 * @property {number} size
 * @property {import("./api_types.js").Options} options
 * @property {number | null} [people] that were found, where they have been counted
 */

const KEY = "posecast-jobs";

export class SessionJobs {
  #storage;

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} storage null where the browser refuses it */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @returns {KeptJob[]} */
  read() {
    try {
      const kept = JSON.parse(this.#storage?.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isKeptJob) : [];
    } catch {
      return [];
    }
  }

  /** @param {readonly KeptJob[]} jobs */
  keep(jobs) {
    try {
      this.#storage?.setItem(KEY, JSON.stringify(jobs));
    } catch {
      // Full or forbidden storage: a reload then forgets them, and the page works on.
    }
  }
}

/** @param {any} value of another version of the page, perhaps */
function isKeptJob(value) {
  return typeof value?.job === "string" && typeof value.name === "string" && typeof value.options?.model === "string";
}

/** The storage of this tab, or null where even asking for it is forbidden. */
export function tabStorage() {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}
