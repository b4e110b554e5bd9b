/** @typedef {import("./item_state.js").Progress} Progress */
/** @typedef {{words: string, share: number | null}} Shown share: 0..1 of a bar, null where nobody knows */

const MINUTE_S = 60;
const HOUR_S = 3600;
/** Below this, counting seconds down looks nervous. */
const SOON_S = 1.5;

/**
 * How far a file is, in a line of words and a bar.
 *
 * @param {Progress} progress
 * @returns {Shown}
 */
export function progressShown(progress) {
  if (progress.unreachable) return { words: "The server does not answer. Trying again…", share: shareOf(progress) };
  return { words: WORDS[progress.state](progress), share: shareOf(progress) };
}

/** @type {Readonly<Record<import("./item_state.js").State, (progress: Progress) => string>>} */
const WORDS = {
  waiting: () => "Waiting to be sent",
  uploading: ({ sent }) => (sent >= 1 ? "The server is looking at it…" : `Sending ${percent(sent)}`),
  queued: () => "Waiting for its turn on the server",
  running: runningWords,
  done: () => "Done",
  failed: ({ problem }) => problem?.title ?? "Failed",
  cancelled: () => "Cancelled",
  expired: () => "The server has removed its results",
};

/** @param {Progress} progress */
function runningWords({ kind, job }) {
  if (kind === "picture" || !job || job.frames_done === 0) return "Finding people…";
  const frames = job.frames_total === null ? `${job.frames_done} frames` : `${job.frames_done} of ${job.frames_total} frames`;
  const rate = job.frames_a_second === null ? "" : `${rateWords(job.frames_a_second)} frames/s`;
  const left = job.seconds_left === null ? "" : timeLeft(job.seconds_left);
  return [frames, rate, left].filter(Boolean).join(" · ");
}

/** @param {Progress} progress */
function shareOf({ state, kind, sent, job }) {
  if (state === "uploading") return sent < 1 ? sent : null;
  if (state === "running" && kind === "video") return job?.progress ?? null;
  if (state === "done") return 1;
  return null;
}

/** @param {number} share */
export function percent(share) {
  // Down, so that 100 % means all.
  return `${Math.floor(share * 100 + 1e-9)} %`;
}

/** @param {number} rate */
function rateWords(rate) {
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}

/** @param {number} seconds */
export function timeLeft(seconds) {
  return seconds < SOON_S ? "almost there" : `${durationWords(seconds)} left`;
}

/**
 * A length of time as people say it, the coarser the longer.
 *
 * @param {number} seconds
 */
export function durationWords(seconds) {
  const whole = Math.round(seconds);
  if (whole < MINUTE_S) return `${whole} s`;
  if (whole < HOUR_S) return pair(whole, MINUTE_S, "min", 1, "s");
  return pair(whole, HOUR_S, "h", MINUTE_S, "min");
}

/**
 * @param {number} whole
 * @param {number} big seconds
 * @param {string} bigName
 * @param {number} small seconds
 * @param {string} smallName
 */
function pair(whole, big, bigName, small, smallName) {
  const rest = Math.floor((whole % big) / small);
  return rest ? `${Math.floor(whole / big)} ${bigName} ${rest} ${smallName}` : `${Math.floor(whole / big)} ${bigName}`;
}

/**
 * A place in a video, as players write it: 1:05.2.
 *
 * @param {number} seconds
 */
export function placeWords(seconds) {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  const minutes = Math.floor(tenths / 600);
  return `${minutes}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

const KILO = 1000;
const UNITS = ["B", "KB", "MB", "GB"];

/** @param {number} bytes */
export function sizeWords(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= KILO && unit < UNITS.length - 1) {
    value /= KILO;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
