import { readJson, writeJson } from "./web_storage.js";

/**
 * @typedef {object} ResumeToken
 * @property {string} room
 * @property {string} resume private to this client
 * @property {string} link the fragment that the page was opened with; a page with another one begins a new session
 */

const KEY = "posecast.session";

/**
 * Stores what a tab needs to resume its session after a lost connection, a reload, or a phone that unloaded the tab.
 * It uses the tab's own storage, so that another tab is another client.
 */
export class ResumeTokenStore {
  #storage;
  #link;
  /** @type {ResumeToken | null} */
  #token;

  /**
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem"> | null} storage null where the browser refuses it
   * @param {string} link the page's fragment
   */
  constructor(storage, link) {
    this.#storage = storage;
    this.#link = link;
    const token = read(storage);
    this.#token = token?.link === link ? token : null;
  }

  /** @returns {Readonly<ResumeToken> | null} */
  get token() {
    return this.#token;
  }

  /** @param {{room: string, resume: string}} welcome */
  save({ room, resume }) {
    this.#token = { room, resume, link: this.#link };
    writeJson(this.#storage, KEY, this.#token);
  }

  forget() {
    this.#token = null;
    try {
      this.#storage?.removeItem(KEY);
    } catch {
      // Forbidden storage: nothing was stored there either.
    }
  }
}

/**
 * @param {Pick<Storage, "getItem"> | null} storage
 * @returns {ResumeToken | null}
 */
function read(storage) {
  const token = readJson(storage, KEY);
  const isComplete = [token?.room, token?.resume, token?.link].every((each) => typeof each === "string");
  return isComplete ? token : null;
}
