import { percent, rateText, timeLeft } from "./number_text.js";

/** @typedef {import("./items.js").Item} Item */
/** @typedef {import("./item_state.js").Progress} Progress */

/** @type {Readonly<Record<import("./item_state.js").State, (progress: Progress) => string>>} */
const TEXTS = {
  waiting: () => "Waiting to be uploaded",
  uploading: ({ sent }) => (sent >= 1 ? "The server is checking the file…" : `Uploading ${percent(sent)}`),
  queued: () => "Waiting for its turn on the server",
  running: runningText,
  done: () => "Done",
  failed: ({ problem }) => problem?.title ?? "Failed",
  cancelled: () => "Cancelled",
  expired: () => "The server has removed its results",
};

/**
 * Describes the progress of a file in one line and a bar.
 *
 * @param {Progress} progress
 * @returns {{text: string, share: number | null}} share: 0..1 of the bar, null where it is not known
 */
export function describeProgress(progress) {
  const text = progress.unreachable ? "The server does not answer. Trying again…" : TEXTS[progress.state](progress);
  return { text, share: shareOf(progress) };
}

/**
 * What a screen reader announces: that files have ended, and nothing before that.
 *
 * @param {readonly Item[]} before
 * @param {readonly Item[]} now
 * @returns {string} "" when none ended
 */
export function announcementOf(before, now) {
  const changed = now.filter((item) => {
    const known = before.find(({ id }) => id === item.id);
    return known && known.progress.state !== item.progress.state;
  });
  return changed.map(endAnnouncement).filter(Boolean).join(" ");
}

/** @param {Item} item */
function endAnnouncement({ name: fileName, progress: { state, problem } }) {
  if (state === "done") return `${fileName} is done.`;
  if (state === "failed") return `${fileName} failed: ${problem?.title ?? ""} ${problem?.detail ?? ""}`.trimEnd();
  if (state === "expired") return `The results of ${fileName} were removed.`;
  return "";
}

/** @param {Progress} progress */
function runningText({ kind, job }) {
  if (kind === "picture" || !job || job.frames_done === 0) return "Finding people…";
  const frames = job.frames_total === null ? `${job.frames_done} frames` : `${job.frames_done} of ${job.frames_total} frames`;
  const rate = job.frames_a_second === null ? "" : `${rateText(job.frames_a_second)} frames/s`;
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
