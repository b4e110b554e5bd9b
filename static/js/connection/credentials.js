import { endsSession } from "./link_state.js";
import { WIRE_VERSION } from "../protocol/wire.js";

/**
 * @typedef {import("./room_link.js").RoomLink} RoomLink
 * @typedef {import("../protocol/wire.js").Auth} Auth
 */

/** What the page shows at the door: its resume token, else the link that it was opened with, else nothing. */
export class Admission {
  #link;
  #memory;
  #name;
  #staysOut;
  #resuming = false;

  /**
   * @param {object} parts
   * @param {RoomLink | null} parts.link null for the owner of a room of their own
   * @param {import("../storage/resume_token.js").ResumeMemory} parts.memory
   * @param {string} [parts.name] what the others read of this device
   * @param {boolean} [parts.staysOut] whose session is forgotten needs a person to come in again
   */
  constructor({ link, memory, name = "", staysOut = false }) {
    this.#link = link;
    this.#memory = memory;
    this.#name = name;
    this.#staysOut = staysOut;
  }

  /** @returns {Auth} */
  auth() {
    const kept = this.#memory.kept;
    this.#resuming = kept !== null;
    return {
      v: WIRE_VERSION,
      role: this.#link?.kind === "watch" ? "viewer" : "camera",
      ...(this.#name && { name: this.#name }),
      ...(kept ? { room: kept.room, resume: kept.resume } : this.#link && { room: this.#link.room, token: this.#link.token }),
    };
  }

  /** @param {import("../protocol/wire.js").Welcome} welcome */
  welcomed({ room, resume }) {
    this.#memory.keep({ room, resume });
  }

  /**
   * The server did not let us in.
   *
   * @param {string} code
   * @returns {boolean} is it worth asking again at once, now without the resume token?
   */
  refused(code) {
    if (!this.#resuming || !endsSession(code)) return false;
    this.#memory.forget();
    return !this.#staysOut;
  }

  /** The link that led here was ended: nothing leads back. */
  ended() {
    this.#memory.forget();
  }
}
