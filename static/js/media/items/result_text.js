import { methodWords } from "../panels/options_panel.js";
import { durationWords } from "./progress_text.js";

/** @typedef {import("../poses/pose_table.js").PoseTable} PoseTable */
/** @typedef {"original" | "annotated" | "ground"} Ground what stands behind: the file itself, the server's drawing, nothing */

/**
 * What was found, in a line.
 *
 * @param {PoseTable} table
 */
export function factsWords(table) {
  const { width, height, kind } = table.source;
  const found = peopleWords(mostAtOnce(table), kind === "image" ? "picture" : "video");
  if (kind === "image") return `${width} × ${height} · ${found}`;
  const rate = table.meanFrame > 0 ? ` · ${Number((1 / table.meanFrame).toFixed(1))} frames/s` : "";
  return `${width} × ${height} · ${durationWords(table.duration)}${rate} · ${found}`;
}

/**
 * A finished file in its row: who was found, as far as that is known, and how it was looked at.
 *
 * @param {import("./items.js").Item} item
 */
export function doneWords({ kind, options, progress: { people } }) {
  return `${people === null ? "done" : peopleWords(people, kind)} · ${methodWords(options, kind)}`;
}

/**
 * @param {number} people
 * @param {"picture" | "video"} kind
 */
function peopleWords(people, kind) {
  if (people === 0) return "nobody found";
  if (people === 1) return "1 person";
  return kind === "picture" ? `${people} people` : `${people} people at once`;
}

/** Not how many ids there are: who was lost and found again has two. @param {PoseTable} table */
export function mostAtOnce(table) {
  let most = 0;
  for (let frame = 0; frame < table.frames; frame += 1) most = Math.max(most, table.peopleIn(frame));
  return most;
}

const GROUND_WORDS = Object.freeze({
  picture: {
    annotated: "This browser cannot show the file itself, so this is the server’s drawing on it.",
    ground: "This browser cannot show this file. The skeletons stand alone.",
  },
  video: {
    annotated: "This browser cannot play the file itself, so this is the annotated video, drawn on the server.",
    ground: "This browser can play neither the file nor the annotated video. The skeletons move alone.",
  },
});
const AFTER_RELOAD = "This is the annotated video, drawn on the server: after a reload the browser does not give the file again.";

/**
 * What should be said of what is shown; empty when all is as one expects.
 *
 * @param {PoseTable} table
 * @param {Ground} ground
 * @param {"picture" | "video"} kind
 * @param {boolean} hasFile
 * @param {string | null} [missing] what the server says is missing
 */
export function noteWords(table, ground, kind, hasFile, missing = null) {
  return [missing ? `${capitalized(missing)}.` : "", shownWords(table, ground, kind, hasFile)].filter(Boolean).join(" ");
}

/** @param {string} words */
function capitalized(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * @param {PoseTable} table
 * @param {Ground} ground
 * @param {"picture" | "video"} kind
 * @param {boolean} hasFile
 */
function shownWords(table, ground, kind, hasFile) {
  if (table.ids.length === 0) {
    const what = kind === "picture" ? "picture" : "video";
    return `Nobody was found in this ${what}. It helps when people are seen whole and not too small; the model Heavy sees more.`;
  }
  if (ground === "original") return "";
  return ground === "annotated" && !hasFile ? AFTER_RELOAD : GROUND_WORDS[kind][ground];
}
