/**
 * @typedef {object} LinkState
 * @property {"connecting" | "open" | "closed"} state
 * @property {string | null} code why it is closed: a ProblemCode, or SERVER_GONE
 * @property {string} message the server's own words, if it said any
 */

/** Nobody answers at the server's address. */
export const SERVER_GONE = "server-gone";
