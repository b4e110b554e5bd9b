import { keep, readKept } from "./web_storage.js";

/**
 * What a tab keeps to come back into its session: after a lost connection, a reload, or a phone that put the tab away.
 * It lies in the tab's own storage, so that another tab is somebody else.
 */

/**
 * @typedef {object} Kept
 * @property {string} room
 * @property {string} resume private to this client
 * @property {string} link the fragment that the page was opened with; another one is another errand
 */

const KEY = "posecast.session";

export class ResumeMemory {
  #storage;
  #link;
  /** @type {Kept | null} */
  #kept;

  /**
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem"> | null} storage null where the browser refuses it
   * @param {string} link the page's fragment
   */
  constructor(storage, link) {
    this.#storage = storage;
    this.#link = link;
    const kept = read(storage);
    this.#kept = kept?.link === link ? kept : null;
  }

  /** @returns {Readonly<Kept> | null} */
  get kept() {
    return this.#kept;
  }

  /** @param {{room: string, resume: string}} welcome */
  keep({ room, resume }) {
    this.#kept = { room, resume, link: this.#link };
    keep(this.#storage, KEY, this.#kept);
  }

  forget() {
    this.#kept = null;
    try {
      this.#storage?.removeItem(KEY);
    } catch {
      // Nothing was kept there either.
    }
  }
}

/**
 * @param {Pick<Storage, "getItem"> | null} storage
 * @returns {Kept | null}
 */
function read(storage) {
  const kept = readKept(storage, KEY);
  const isWhole = [kept?.room, kept?.resume, kept?.link].every((each) => typeof each === "string");
  return isWhole ? kept : null;
}
