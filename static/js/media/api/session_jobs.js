import { readJson, writeJson } from "../../storage/web_storage.js";

/**
 * A job of this visit. Jobs are kept for a reload of the page, but not for another visit.
 *
 * @typedef {object} KeptJob
 * @property {string} job its id
 * @property {string} name
 * @property {number} size bytes
 * @property {import("./types.js").Options} options
 * @property {number | null} [people] that were found, if they have been counted
 */

const KEY = "posecast-jobs";

/** Reads and writes the jobs in the storage of this tab. */
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

/** @param {any} value which another version of the page may have left */
function isKeptJob(value) {
  return typeof value?.job === "string" && typeof value.name === "string" && typeof value.options?.model === "string";
}
