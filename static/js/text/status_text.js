import { LANDMARK_NAMES } from "../protocol/wire.js";
import { isGuess, isInside } from "../protocol/skeleton.js";

/** @typedef {{who: string, tip: string, trouble: boolean}} StatusText who: whom the camera sees, or why it sees nobody */

/** Poses must be empty for this long before the page says so, ms. */
export const LOST_AFTER_MS = 1000;
/** A server that owes an answer for this long has a problem, ms. */
export const SILENT_AFTER_MS = 3000;
const LEG_ROWS = LANDMARK_NAMES.flatMap((name, row) => (/knee|ankle/.test(name) ? [row] : []));

/**
 * Says who is found, and what would help.
 *
 * @param {object} now
 * @param {"idle" | "starting" | "live" | "paused" | "error"} now.state of the source
 * @param {boolean} now.filePaused did the person pause the video file
 * @param {boolean} now.stalled does the camera give no picture
 * @param {boolean} now.connected
 * @param {boolean} now.refused does the server refuse this page for good
 * @param {boolean} now.loadingModel has a newly chosen model not answered yet
 * @param {readonly {image: Float32Array}[]} now.people in the newest pose
 * @param {number} now.emptyForMs how long poses have been empty
 * @param {number} now.silentForMs how long the server has owed an answer
 * @returns {StatusText}
 */
export function statusText(now) {
  return sourceText(now) ?? serverText(now) ?? foundText(now);
}

/**
 * @param {Parameters<typeof statusText>[0]} now
 * @returns {StatusText | null}
 */
function sourceText({ state, filePaused, stalled }) {
  if (state === "error") return line("Stopped", "Choose how to go on.", true);
  if (state === "idle") return line("Not running", "Start the camera, or open a file.");
  if (state === "starting") return line("Starting…", "The browser may ask whether Posecast may use the camera.");
  if (state === "paused") return line("Paused", "Goes on when this tab is in front again.");
  if (filePaused) return line("Video paused", "Play it to go on.");
  if (stalled) return line("No picture", "Something else holds the camera, or its cover is closed.", true);
  return null;
}

/**
 * @param {Parameters<typeof statusText>[0]} now
 * @returns {StatusText | null}
 */
function serverText({ connected, refused, loadingModel, silentForMs }) {
  if (refused) return line("Not connected", "The message on the picture says why.", true);
  if (!connected) return line("No server", "Posecast keeps trying to reach it.", true);
  if (loadingModel && silentForMs > LOST_AFTER_MS) return line("Loading the model…", "The first time takes a moment.");
  if (silentForMs > SILENT_AFTER_MS) return line("No answer", "The server is slow or very busy.", true);
  return null;
}

/** @param {Parameters<typeof statusText>[0]} now */
function foundText({ people, emptyForMs }) {
  if (people.length > 1) return line(peopleText(people.length), "");
  if (people.length === 1) return line(peopleText(1), legsTip(people[0]));
  if (emptyForMs < LOST_AFTER_MS) return line("Looking…", "");
  return line(peopleText(0), "Step back until your whole body is in view, with light in front of you.");
}

/**
 * @param {string} who
 * @param {string} tip
 * @param {boolean} [trouble]
 */
function line(who, tip, trouble = false) {
  return { who, tip, trouble };
}

/** @param {{image: Float32Array} | undefined} person */
function legsTip(person) {
  if (!person || !LEG_ROWS.every((row) => isGuess(person.image, row))) return "";
  const outside = LEG_ROWS.some((row) => !isInside(person.image, row));
  return outside ? "Step back to have your legs followed too." : "Hidden legs are guessed.";
}

/** Counts people. @param {number} people in the picture */
export function peopleText(people) {
  if (people === 0) return "Nobody in the picture";
  return people === 1 ? "1 person" : `${people} people`;
}
