import { methodText } from "../panels/options_panel.js";
import { durationText } from "./number_text.js";

/** @typedef {import("../poses/pose_table.js").PoseTable} PoseTable */

/**
 * What is drawn behind the skeletons: the file itself, what the server drew on it, or nothing.
 *
 * @typedef {"original" | "annotated" | "none"} Background
 */

/** @type {Readonly<Record<"picture" | "video", Record<Exclude<Background, "original">, string>>>} */
const BACKGROUND_NOTES = Object.freeze({
  picture: {
    annotated: "This browser cannot show this file. This is the annotated picture from the server.",
    none: "This browser cannot show this file. Only the skeletons are shown.",
  },
  video: {
    annotated: "This browser cannot play this file. This is the annotated video from the server.",
    none: "This browser can play neither the file nor the annotated video. Only the skeletons are shown.",
  },
});
const AFTER_RELOAD = "This is the annotated video from the server: after a reload the browser no longer has the file.";

/**
 * Describes a result: size, duration, rate, people.
 *
 * @param {PoseTable} table
 */
export function factsText(table) {
  const { width, height, kind } = table.source;
  const found = foundText(mostAtOnce(table), kind === "image" ? "picture" : "video");
  if (kind === "image") return `${width} × ${height} · ${found}`;
  const rate = table.meanFrame > 0 ? ` · ${Number((1 / table.meanFrame).toFixed(1))} frames/s` : "";
  return `${width} × ${height} · ${durationText(table.duration)}${rate} · ${found}`;
}

/**
 * Describes a finished file in its row: the people that were found, if they have been counted, and the method.
 *
 * @param {import("./items.js").Item} item
 */
export function doneText({ kind, options, progress: { people } }) {
  return `${people === null ? "done" : foundText(people, kind)} · ${methodText(options, kind)}`;
}

/**
 * @param {number} people
 * @param {"picture" | "video"} kind
 */
function foundText(people, kind) {
  if (people === 0) return "nobody found";
  if (people === 1) return "1 person";
  return kind === "picture" ? `${people} people` : `${people} people at once`;
}

/** The most people in one frame. There may be more ids: a person who is lost and found again gets a new one. @param {PoseTable} table */
export function mostAtOnce(table) {
  let most = 0;
  for (let frame = 0; frame < table.frames; frame += 1) most = Math.max(most, table.peopleIn(frame));
  return most;
}

/**
 * A note on the picture, about an empty result or a background that is not the file itself.
 *
 * @param {PoseTable} table
 * @param {Background} background
 * @param {"picture" | "video"} kind
 * @param {boolean} hasFile
 * @param {string | null} [missing] what the server says is missing
 * @returns {string} "" when there is nothing to note
 */
export function noteText(table, background, kind, hasFile, missing = null) {
  const parts = [missing ? `${capitalized(missing)}.` : "", shownText(table, background, kind, hasFile)];
  return parts.filter(Boolean).join(" ");
}

/** @param {string} text */
function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * @param {PoseTable} table
 * @param {Background} background
 * @param {"picture" | "video"} kind
 * @param {boolean} hasFile
 */
function shownText(table, background, kind, hasFile) {
  if (table.ids.length === 0) {
    return `Nobody was found in this ${kind}. It helps when people are fully visible and not too small, and to use the model Heavy.`;
  }
  if (background === "original") return "";
  return background === "annotated" && !hasFile ? AFTER_RELOAD : BACKGROUND_NOTES[kind][background];
}
