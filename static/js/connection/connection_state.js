import { ASK_AGAIN_MS, CONNECTION_PROBLEMS } from "../protocol/wire.js";

/**
 * @typedef {object} ConnectionState
 * @property {"connecting" | "open" | "closed"} state
 * @property {string | null} code why it is closed: a ProblemCode, or SERVER_GONE
 * @property {string} message the server's own message, "" for none
 */

/** @type {Readonly<ConnectionState>} */
export const CONNECTING = Object.freeze({ state: "connecting", code: null, message: "" });
/** @type {Readonly<ConnectionState>} */
export const OPEN = Object.freeze({ state: "open", code: null, message: "" });

/** The code of a connection that is closed because nothing answers at the server's address. */
export const SERVER_GONE = "server-gone";

/** A problem that lasts this long is shown on a card; a shorter one in a banner, ms. */
const LASTING_MS = 60_000;

/** Looks a code up in the wire's table. @param {string | null} code */
function handlingOf(code) {
  return CONNECTION_PROBLEMS[code ?? ""];
}

/** Says whether a person has to act, because asking again is of no use. @param {string | null} code */
export function isFinal(code) {
  return handlingOf(code)?.final ?? false;
}

/** Says whether the server sends this problem just before it closes the connection. @param {string | null} code */
export function endsConnection(code) {
  return handlingOf(code)?.ends_connection ?? false;
}

/** Says whether the session is over, so that the resume token is of no use any more. @param {string | null} code */
export function endsSession(code) {
  return handlingOf(code)?.ends_session ?? false;
}

/**
 * Says after how long to ask again without a person, ms; null where that is of no use. A code that is not in the table, as
 * of a newer server, is asked again like any refusal.
 *
 * @param {string | null} code
 * @returns {number | null}
 */
export function askAgainMs(code) {
  const handling = handlingOf(code);
  return handling ? handling.ask_again_ms : ASK_AGAIN_MS;
}

/** Says whether the problem lasts: until a person acts, or for at least a minute. @param {string | null} code */
export function needsCard(code) {
  return isFinal(code) || (askAgainMs(code) ?? Infinity) >= LASTING_MS;
}

/** Says whether the server refuses this page for good. @param {Readonly<ConnectionState>} connection */
export function isRefused({ state, code }) {
  return state === "closed" && isFinal(code);
}
