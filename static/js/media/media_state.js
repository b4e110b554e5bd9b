import { endText } from "./items/failure_text.js";
import { actionsFor } from "./items/item_actions.js";
import { isUnderWay } from "./items/item_state.js";
import { describeProgress } from "./items/progress_text.js";
import { NOTHING_SELECTED } from "./items/selection.js";

/**
 * @typedef {import("./api/types.js").Options} Options
 * @typedef {import("./items/items.js").Item} Item
 * @typedef {import("./result/result_loader.js").Result} Result
 *
 * @typedef {object} Opened the result that was opened, or why it could not be
 * @property {number} id of the item
 * @property {Result | null} result
 * @property {{title: string, detail: string} | null} problem
 *
 * @typedef {object} MediaState all but the frame that a video shows, which goes from the player to the view directly
 * @property {readonly Item[]} items in the order in which they were added
 * @property {import("./items/selection.js").Selection} selection
 * @property {Options} options for the next files; minVisibility is for the drawing here, too
 * @property {Opened | null} opened null while no result is open or one is being loaded
 * @property {number | null} person id of the only person in 3D; null for all
 * @property {boolean} isPlaying
 *
 * @typedef {{show: "welcome"} | {show: "waiting", text: string} | {show: "result"}
 *   | {show: "card", title: string, text: string, canRetry: boolean} | {show: "unopened", title: string, text: string}} StageContent
 */

const OPENING = "Opening the result…";

/**
 * @param {Readonly<Partial<Options>>} chosen options that a person chose on an earlier visit
 * @param {{model: string, mostPeople: number}} server its default model, and the most people that it finds
 * @returns {MediaState}
 */
export function firstMediaState(chosen, { model, mostPeople }) {
  /** @type {Options} */
  const options = { model, people: 1, smoothing: "offline", minVisibility: 0, ...chosen };
  options.people = Math.min(options.people, mostPeople);
  return { items: [], selection: NOTHING_SELECTED, options, opened: null, person: null, isPlaying: false };
}

/** @param {Readonly<MediaState>} state @returns {Item | null} */
export function selectedItem({ items, selection }) {
  return items.find(({ id }) => id === selection.id) ?? null;
}

/** The result that is shown. @param {Readonly<MediaState>} state @returns {Result | null} */
export function shownResult({ opened, selection }) {
  return opened?.id === selection.id ? opened.result : null;
}

/**
 * The item whose result is to be open. A result that is shown stays, also when the server has removed it.
 *
 * @param {Readonly<MediaState>} state
 * @returns {number | null}
 */
export function itemToOpen(state) {
  const item = selectedItem(state);
  if (!item) return null;
  const { state: progress } = item.progress;
  return progress === "done" || (shownResult(state) && !isUnderWay(progress)) ? item.id : null;
}

/**
 * @param {Readonly<MediaState>} state
 * @returns {StageContent}
 */
export function stageContent(state) {
  const item = selectedItem(state);
  if (!item) return { show: "welcome" };
  const { progress } = item;
  if (isUnderWay(progress.state)) return { show: "waiting", text: describeProgress(progress).text };
  if (shownResult(state)) return { show: "result" };
  if (progress.state !== "done") {
    const { title, text } = endText(progress);
    return { show: "card", title, text, canRetry: actionsFor(item).includes("retry") };
  }
  const problem = state.opened?.id === item.id ? state.opened.problem : null;
  return problem ? { show: "unopened", title: problem.title, text: problem.detail } : { show: "waiting", text: OPENING };
}

/** Says whether work is lost when the page is left. @param {Readonly<MediaState>} state */
export function hasWork({ items }) {
  return items.some(({ progress }) => isUnderWay(progress.state));
}

/**
 * The jobs that a reload of the page takes up again.
 *
 * @param {readonly Item[]} items
 * @returns {import("./api/session_jobs.js").KeptJob[]}
 */
export function jobsToKeep(items) {
  return items.flatMap(({ name, size, options, progress: { job, state, people } }) => {
    return job && state !== "cancelled" && state !== "failed" ? [{ job: job.id, name, size, options, people }] : [];
  });
}

/**
 * The items whose results the server has removed by now.
 *
 * @param {readonly Item[]} items
 * @param {number} now ms since 1970
 */
export function expiredItems(items, now) {
  return items.filter(({ progress: { state, job } }) => state === "done" && job?.expires && Date.parse(job.expires) < now);
}
