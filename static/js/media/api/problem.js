/**
 * A problem as the API describes it (RFC 9457), or one of the page itself.
 *
 * @typedef {object} Problem
 * @property {string} title
 * @property {string} detail
 * @property {string} code "offline" when the server did not answer, "page" for an error in this page
 * @property {number} status of HTTP; 0 when the server did not answer
 */

export const OFFLINE = "offline";
const NOT_FOUND = 404;
const GONE = 410;
/** What a proxy answers while the server behind it does not. */
const PROXY_ERRORS = [502, 503, 504];

/** The problem of an empty file, which is not uploaded. @type {Problem} */
export const EMPTY_FILE = Object.freeze({
  title: "The file is empty",
  detail: "It has no content. If it is still being copied, add it again later.",
  code: "empty",
  status: 422,
});

/** A request that failed. */
export class ApiProblem extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }

  /** The problem in one line. */
  get text() {
    return `${this.problem.title}. ${this.problem.detail}`;
  }

  /** Did the server not answer? Then trying again may help. */
  get isOffline() {
    return this.problem.code === OFFLINE;
  }

  /** Has the server removed it? */
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

/** A proxy, or the sign-in page of a network, answered "200 OK" instead of the server: the same as no answer. */
export function notTheServer() {
  return new ApiProblem({
    title: "Something else answered instead of the server",
    detail: "A proxy, or a network that wants you to sign in first. Try again when the server itself can be reached.",
    code: OFFLINE,
    status: 0,
  });
}

/**
 * The problem of any error, also an unexpected one.
 *
 * @param {unknown} error
 * @returns {Problem}
 */
export function problemOf(error) {
  if (error instanceof ApiProblem) return error.problem;
  return { title: "This did not work", detail: String(error), code: "page", status: 0 };
}

/**
 * The problem in an answer. A proxy answers in its own way: while the server is being restarted that is the same as no
 * answer.
 *
 * @param {number} status
 * @param {string} text the body
 * @returns {ApiProblem}
 */
export function problemIn(status, text) {
  const answer = asRecord(text);
  if (PROXY_ERRORS.includes(status) && !answer["code"]) return offline();
  return new ApiProblem({
    title: stringOf(answer["title"]) || "The server refused this",
    detail: stringOf(answer["detail"]) || `It answered with HTTP status ${status} and gave no reason.`,
    code: stringOf(answer["code"]) || "refused",
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
function stringOf(value) {
  return typeof value === "string" ? value : "";
}
