/**
 * What the API says when it refuses or fails (RFC 9457), or what the page says when nobody answered.
 *
 * @typedef {object} Problem
 * @property {string} title
 * @property {string} detail
 * @property {string} code "offline" when nobody answered, "page" when this page is at fault
 * @property {number} status of HTTP; 0 when nobody answered
 */

export const OFFLINE = "offline";
const NOT_FOUND = 404;
const GONE = 410;
/** What proxies say while nobody answers behind them. */
const NOBODY_BEHIND_PROXY = [502, 503, 504];

/** What the page says itself of a file that need not be sent. @type {Problem} */
export const EMPTY_FILE = Object.freeze({
  title: "The file is empty",
  detail: "There is nothing in it. If it is still being copied, choose it again later.",
  code: "empty",
  status: 422,
});

/** A request that ended otherwise than it should. */
export class ApiProblem extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }

  /** Did nobody answer? Then trying again may help. */
  get isOffline() {
    return this.problem.code === OFFLINE;
  }

  /** Does the server know nothing of it any more? */
  get isGone() {
    return this.problem.status === NOT_FOUND || this.problem.status === GONE;
  }
}

export function offline() {
  return new ApiProblem({
    title: "The server does not answer",
    detail: "It was stopped, or the network is down. Try again when it is back.",
    code: OFFLINE,
    status: 0,
  });
}

/** A proxy, or a network's page to sign in, said "200 OK" to a question that it knows nothing of: as good as no answer. */
export function notTheServer() {
  return new ApiProblem({
    title: "Something else answered in the server’s place",
    detail: "A proxy, or a network that wants you to sign in first. Try again when the server itself can be reached.",
    code: OFFLINE,
    status: 0,
  });
}

/**
 * What is said of anything that went wrong, also of what nobody thought of.
 *
 * @param {unknown} error
 * @returns {Problem}
 */
export function problemOf(error) {
  if (error instanceof ApiProblem) return error.problem;
  return { title: "This did not work", detail: String(error), code: "page", status: 0 };
}

/**
 * The problem in an answer; one of the page's own words where a proxy answered in its own way, which while the server is
 * being restarted is as good as no answer.
 *
 * @param {number} status
 * @param {string} text the body
 * @returns {ApiProblem}
 */
export function problemIn(status, text) {
  const said = asRecord(text);
  if (NOBODY_BEHIND_PROXY.includes(status) && !said["code"]) return offline();
  return new ApiProblem({
    title: wordsOf(said["title"]) || "The server refused this",
    detail: wordsOf(said["detail"]) || `It answered with the number ${status} and gave no reason.`,
    code: wordsOf(said["code"]) || "refused",
    status,
  });
}

/**
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
function asRecord(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** @param {unknown} value */
function wordsOf(value) {
  return typeof value === "string" ? value : "";
}
