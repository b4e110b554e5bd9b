import { ResumeTokenStore } from "../storage/resume_token.js";
import { tabStorage } from "../storage/web_storage.js";
import { acquireTabLock } from "../storage/tab_lock.js";
import { endsSession } from "./connection_state.js";
import { WIRE_VERSION } from "../protocol/wire.js";

/**
 * @typedef {import("./room_link.js").RoomLink} RoomLink
 * @typedef {import("../protocol/wire.js").Auth} Auth
 */

/** What this tab authenticates with: its resume token, else the link that it was opened with, else nothing. */
export class Credentials {
  #link;
  #resumeTokens;
  #name;
  #manualRejoin;
  #resuming = false;

  /**
   * @param {object} parts
   * @param {RoomLink | null} parts.link null for the owner of a room of their own
   * @param {ResumeTokenStore} parts.resumeTokens
   * @param {string} [parts.name] what the others read of this device
   * @param {boolean} [parts.manualRejoin] once the session has expired, the page waits for a person before it joins again
   */
  constructor({ link, resumeTokens, name = "", manualRejoin = false }) {
    this.#link = link;
    this.#resumeTokens = resumeTokens;
    this.#name = name;
    this.#manualRejoin = manualRejoin;
  }

  /** Does this tab have a session to resume? */
  get canResume() {
    return this.#resumeTokens.token !== null;
  }

  /** @returns {Auth} */
  auth() {
    const token = this.#resumeTokens.token;
    this.#resuming = token !== null;
    return {
      v: WIRE_VERSION,
      role: this.#link?.kind === "watch" ? "viewer" : "camera",
      ...(this.#name && { name: this.#name }),
      ...(token ? { room: token.room, resume: token.resume } : this.#link && { room: this.#link.room, token: this.#link.token }),
    };
  }

  /** @param {import("../protocol/wire.js").Welcome} welcome */
  welcomed({ room, resume }) {
    this.#resumeTokens.save({ room, resume });
  }

  /**
   * Handles a refused connection.
   *
   * @param {string} code
   * @returns {boolean} true to ask again at once, now without the resume token
   */
  refused(code) {
    if (!this.#resuming || !endsSession(code)) return false;
    this.#resumeTokens.forget();
    return !this.#manualRejoin;
  }

  /** Forgets the session, so that only the link leads into the room. */
  forgetSession() {
    this.#resumeTokens.forget();
  }
}

/**
 * Finds this tab's credentials in its storage.
 *
 * @param {RoomLink | null} link
 * @param {{name?: string, manualRejoin?: boolean}} [more] see Credentials
 * @returns {Promise<Credentials>}
 */
export async function tabCredentials(link, more = {}) {
  const storage = tabStorage();
  const isOriginal = await acquireTabLock(storage, navigator.locks, () => String(Math.random()));
  const resumeTokens = new ResumeTokenStore(storage, location.hash);
  if (!isOriginal) resumeTokens.forget();
  return new Credentials({ link, resumeTokens, ...more });
}
