import { ProblemCode } from "../protocol/wire.js";

/**
 * @typedef {object} LinkState
 * @property {"connecting" | "open" | "closed"} state
 * @property {string | null} code why it is closed: a ProblemCode, or SERVER_GONE
 * @property {string} message the server's own words, if it said any
 */

/** Nobody answers at the server's address. */
export const SERVER_GONE = "server-gone";

/** What a server says to a page that it lets in under no circumstances. */
const TURNED_AWAY = /** @type {readonly string[]} */ ([ProblemCode.WRONG_VERSION, ProblemCode.BAD_AUTH, ProblemCode.BAD_ORIGIN]);

/** The server is there, and trying again is of no use. @param {LinkState} link */
export function isTurnedAway({ state, code }) {
  return state === "closed" && TURNED_AWAY.includes(code ?? "");
}
