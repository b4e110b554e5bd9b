import { readJson, writeJson } from "../../storage/web_storage.js";

/**
 * The jobs of this visit, kept where a reload finds them and a second visit does not.
 *
 * @typedef {object} KeptJob
 * @property {string} job
 * @property {string} name
 * @property {number} size
 * @property {import("./types.js").Options} options
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
    const kept = readJson(this.#storage, KEY);
    return Array.isArray(kept) ? kept.filter(isKeptJob) : [];
  }

  /** @param {readonly KeptJob[]} jobs */
  keep(jobs) {
    writeJson(this.#storage, KEY, jobs);
  }
}

/** @param {any} value of another version of the page, perhaps */
function isKeptJob(value) {
  return typeof value?.job === "string" && typeof value.name === "string" && typeof value.options?.model === "string";
}
