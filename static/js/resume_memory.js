/**
 * What a tab keeps to come back into its session: after a lost connection, a reload, or a phone that put the tab away.
 * It lies in the tab's own storage, so that another tab is somebody else.
 */

/**
 * @typedef {object} Kept
 * @property {string} room
 * @property {string} resume private to this client
 * @property {string} link the fragment that the page was opened with; another one is another errand
 * @property {number} visit how often the page was loaded in this session, from 0
 * @property {number} bornAt wall clock in ms when the first page of this session was loaded
 */

const KEY = "posecast.session";
/** No load of a page sends more frames than this: 46 hours of 60 frames a second. */
const FRAMES_A_VISIT = 10_000_000;

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
    this.#kept = kept?.link === link ? { ...kept, visit: kept.visit + 1 } : null;
  }

  /** @returns {Readonly<Kept> | null} */
  get kept() {
    return this.#kept;
  }

  /**
   * Where this load of the page begins to count, so that seq and t go on rising in the session.
   *
   * @param {number} timeOrigin wall clock in ms when this page was loaded
   * @returns {{seq: number, t: number}} t: ms to add to the page's clock
   */
  after(timeOrigin) {
    const { visit, bornAt } = this.#kept ?? { visit: 0, bornAt: timeOrigin };
    return { seq: visit * FRAMES_A_VISIT, t: Math.max(0, timeOrigin - bornAt) };
  }

  /**
   * @param {{room: string, resume: string}} welcome
   * @param {number} timeOrigin wall clock in ms when this page was loaded
   */
  keep({ room, resume }, timeOrigin) {
    const before = this.#kept ?? { visit: 0, bornAt: timeOrigin };
    this.#kept = { visit: before.visit, bornAt: before.bornAt, room, resume, link: this.#link };
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // Full or forbidden storage: the session then lasts as long as the page.
    }
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
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "null");
    const whole =
      [kept?.room, kept?.resume, kept?.link].every((each) => typeof each === "string") &&
      [kept?.visit, kept?.bornAt].every(Number.isFinite);
    return whole ? kept : null;
  } catch {
    return null;
  }
}

/** The tab's storage, or null where even asking for it is forbidden. */
export function tabStorage() {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}
