/**
 * What is known of one file, and how that changes: pure, so that every order of events can be tried.
 *
 * waiting → uploading → queued → running → done
 * A picture skips "queued". "failed", "cancelled" and "expired" are ends, from which "retry" leads back to the start.
 */

/** @typedef {import("../api/types.js").Job} Job */
/** @typedef {import("../api/problem.js").Problem} Problem */
/** @typedef {"waiting" | "uploading" | "queued" | "running" | "done" | "failed" | "cancelled" | "expired"} State */

/**
 * @typedef {object} Progress
 * @property {State} state
 * @property {"picture" | "video"} kind
 * @property {number} sent 0..1 of the upload
 * @property {Job | null} job the server's newest word on it
 * @property {Problem | null} problem why it failed
 * @property {number | null} people that were found, of a video the most at once; null while nobody has counted them
 * @property {boolean} unreachable does the server not answer just now
 */

/**
 * @typedef {{type: "start"} | {type: "sent", share: number} | {type: "job", job: Job}
 *   | {type: "answered", people: number | null} | {type: "counted", people: number} | {type: "problem", problem: Problem}
 *   | {type: "unreachable"} | {type: "cancel"} | {type: "gone"} | {type: "retry"}} Happening
 */

/** @type {readonly State[]} */
const UNDER_WAY = ["waiting", "uploading", "queued", "running"];

/** @param {State} state */
export function isUnderWay(state) {
  return UNDER_WAY.includes(state);
}

/**
 * @param {"picture" | "video"} kind
 * @returns {Progress}
 */
export function firstProgress(kind) {
  return { state: "waiting", kind, sent: 0, job: null, problem: null, people: null, unreachable: false };
}

/**
 * What is known after something happened. What comes too late, for instance for a cancelled file, changes nothing.
 *
 * @param {Progress} now
 * @param {Happening} happening
 * @returns {Progress}
 */
export function after(now, happening) {
  if (happening.type === "retry") return isUnderWay(now.state) ? now : firstProgress(now.kind);
  if (happening.type === "gone") return now.state === "cancelled" ? now : { ...now, state: "expired", unreachable: false };
  if (happening.type === "counted") return { ...now, people: happening.people };
  return isUnderWay(now.state) ? whileUnderWay(now, happening) : now;
}

/**
 * @param {Progress} now
 * @param {Happening} happening
 * @returns {Progress}
 */
function whileUnderWay(now, happening) {
  switch (happening.type) {
    case "start":
      return { ...now, state: "uploading" };
    case "sent":
      return afterSending(now, happening.share);
    case "answered":
      return { ...now, state: "done", people: happening.people };
    case "job":
      return afterJob(now, happening.job);
    case "problem":
      return { ...now, state: "failed", problem: happening.problem, unreachable: false };
    case "unreachable":
      return { ...now, unreachable: true };
    case "cancel":
      return { ...now, state: "cancelled", unreachable: false };
    default:
      return now;
  }
}

/**
 * A picture is being looked at as soon as it is there; of a video the server says so itself.
 *
 * @param {Progress} now
 * @param {number} share
 * @returns {Progress}
 */
function afterSending(now, share) {
  if (now.state !== "uploading") return now;
  const state = now.kind === "picture" && share >= 1 ? "running" : now.state;
  return { ...now, sent: share, state };
}

/**
 * @param {Progress} now
 * @param {Job} job
 * @returns {Progress}
 */
function afterJob(now, job) {
  const next = { ...now, sent: 1, job, state: job.state, unreachable: false };
  return job.state === "failed" ? { ...next, problem: problemOf(job) } : next;
}

/**
 * @param {Job} job
 * @returns {Problem}
 */
function problemOf({ problem }) {
  return {
    title: problem?.title ?? "This video could not be finished",
    detail: problem?.detail ?? "The server gave no reason.",
    code: problem?.code ?? "failed",
    status: problem?.status ?? 0,
  };
}
