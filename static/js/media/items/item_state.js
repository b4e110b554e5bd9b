/**
 * The progress of one file, as a state machine without side effects, so that tests can try every order of events.
 *
 * waiting → uploading → queued → running → done
 * A picture skips "queued". "failed", "cancelled" and "expired" are final states; "retry" starts again from them.
 */

/** @typedef {import("../api/types.js").Job} Job */
/** @typedef {import("../api/problem.js").Problem} Problem */
/** @typedef {"waiting" | "uploading" | "queued" | "running" | "done" | "failed" | "cancelled" | "expired"} State */

/**
 * @typedef {object} Progress
 * @property {State} state
 * @property {"picture" | "video"} kind
 * @property {number} sent 0..1 of the upload
 * @property {Job | null} job as the server described it last
 * @property {Problem | null} problem why it failed
 * @property {number | null} people that were found, of a video the most in one frame; null while not counted
 * @property {boolean} unreachable does the server not answer at the moment?
 */

/**
 * @typedef {{type: "start"} | {type: "sent", share: number} | {type: "job", job: Job}
 *   | {type: "answered", people: number | null} | {type: "counted", people: number} | {type: "problem", problem: Problem}
 *   | {type: "unreachable"} | {type: "cancel"} | {type: "gone"} | {type: "retry"}} ItemEvent
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
 * The progress after an event. An event that comes too late, for instance for a cancelled file, changes nothing.
 *
 * @param {Progress} now
 * @param {ItemEvent} event
 * @returns {Progress}
 */
export function progressAfter(now, event) {
  if (event.type === "retry") return isUnderWay(now.state) ? now : firstProgress(now.kind);
  if (event.type === "gone") return now.state === "cancelled" ? now : { ...now, state: "expired", unreachable: false };
  if (event.type === "counted") return { ...now, people: event.people };
  return isUnderWay(now.state) ? progressUnderWay(now, event) : now;
}

/**
 * @param {Progress} now
 * @param {ItemEvent} event
 * @returns {Progress}
 */
function progressUnderWay(now, event) {
  switch (event.type) {
    case "start":
      return { ...now, state: "uploading" };
    case "sent":
      return afterSending(now, event.share);
    case "answered":
      return { ...now, state: "done", people: event.people };
    case "job":
      return afterJob(now, event.job);
    case "problem":
      return { ...now, state: "failed", problem: event.problem, unreachable: false };
    case "unreachable":
      return { ...now, unreachable: true };
    case "cancel":
      return { ...now, state: "cancelled", unreachable: false };
    default:
      return now;
  }
}

/**
 * The server starts on a picture as soon as it is uploaded; for a video its job says when it runs.
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
