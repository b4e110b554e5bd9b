import { ASK_AGAIN_MS, CONNECTION_PROBLEMS } from "../protocol/wire.js";

/**
 * @typedef {object} LinkState
 * @property {"connecting" | "open" | "closed"} state
 * @property {string | null} code why it is closed: a ProblemCode, or SERVER_GONE
 * @property {string} message the server's own words, if it said any
 */

/** Nobody answers at the server's address. */
export const SERVER_GONE = "server-gone";

/** Trouble that lasts this long is shown on a card, and not in a banner that comes and goes, ms. */
const LASTING_MS = 60_000;

/** @param {string | null} code */
function handlingOf(code) {
  return CONNECTION_PROBLEMS[code ?? ""];
}

/** Asking again is of no use: a person has to act. @param {string | null} code */
export function isFinal(code) {
  return handlingOf(code)?.final ?? false;
}

/** The server says it just before it closes the connection. @param {string | null} code */
export function endsConnection(code) {
  return handlingOf(code)?.ends_connection ?? false;
}

/** The resume token is of no use any more. @param {string | null} code */
export function endsSession(code) {
  return handlingOf(code)?.ends_session ?? false;
}

/**
 * When to ask again by itself, ms; null where that is of no use. A code that is in no table, as of a newer server, is asked
 * again like any refusal.
 *
 * @param {string | null} code
 * @returns {number | null}
 */
export function askAgainMs(code) {
  const handling = handlingOf(code);
  return handling ? handling.ask_again_ms : ASK_AGAIN_MS;
}

/** Does the trouble last, until a person acts or at least for a minute? @param {string | null} code */
export function needsCard(code) {
  return isFinal(code) || (askAgainMs(code) ?? Infinity) >= LASTING_MS;
}

/** The server is there, and trying again is of no use. @param {LinkState} link */
export function isTurnedAway({ state, code }) {
  return state === "closed" && isFinal(code);
}
