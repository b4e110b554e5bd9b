import { LANDMARK_NAMES } from "../protocol/wire.js";
import { isGuess, isInside } from "../protocol/skeleton.js";

/** @typedef {{who: string, tip: string, trouble: boolean}} WhoWords */

/** A person may be lost for a moment without being told so. */
export const LOST_AFTER_MS = 1000;
/** A server that owes an answer for this long is in trouble. */
export const SILENT_AFTER_MS = 3000;
const LEG_ROWS = LANDMARK_NAMES.flatMap((name, row) => (/knee|ankle/.test(name) ? [row] : []));

/**
 * Who is found, and what would help, in words.
 *
 * @param {object} now
 * @param {"idle" | "starting" | "live" | "paused" | "error"} now.state of the source
 * @param {boolean} now.filePaused did the person stop the video file
 * @param {boolean} now.stalled does the camera give no picture just now
 * @param {boolean} now.linked is the server there
 * @param {boolean} now.turnedAway is it there, and lets this page in under no circumstances
 * @param {boolean} now.loadingModel has a newly chosen model not answered yet
 * @param {readonly {image: Float32Array}[]} now.people in the newest pose
 * @param {number} now.emptyForMs how long nobody has been found
 * @param {number} now.silentForMs how long the server has owed an answer
 * @returns {WhoWords}
 */
export function whoWords(now) {
  return sourceWords(now) ?? serverWords(now) ?? peopleWords(now);
}

/**
 * @param {Parameters<typeof whoWords>[0]} now
 * @returns {WhoWords | null}
 */
function sourceWords({ state, filePaused, stalled }) {
  if (state === "error") return words("Stopped", "Choose how to go on.", true);
  if (state === "idle") return words("Not running", "Start the camera, or open a file.");
  if (state === "starting") return words("Starting…", "The browser may ask whether Posecast may use the camera.");
  if (state === "paused") return words("Paused", "Goes on when this tab is in front again.");
  if (filePaused) return words("Video paused", "Play it to go on.");
  if (stalled) return words("No picture", "Something else holds the camera, or its cover is closed.", true);
  return null;
}

/**
 * @param {Parameters<typeof whoWords>[0]} now
 * @returns {WhoWords | null}
 */
function serverWords({ linked, turnedAway, loadingModel, silentForMs }) {
  if (turnedAway) return words("Not connected", "What stands on the picture says why.", true);
  if (!linked) return words("No server", "Posecast keeps trying to reach it.", true);
  if (loadingModel && silentForMs > LOST_AFTER_MS) return words("Loading the model…", "The first time takes a moment.");
  if (silentForMs > SILENT_AFTER_MS) return words("No answer", "The server is slow or very busy.", true);
  return null;
}

/** @param {Parameters<typeof whoWords>[0]} now */
function peopleWords({ people, emptyForMs }) {
  if (people.length > 1) return words(peopleText(people.length), "");
  if (people.length === 1) return words(peopleText(1), legsTip(people[0]));
  if (emptyForMs < LOST_AFTER_MS) return words("Looking…", "");
  return words(peopleText(0), "Step back until your whole body is in view, with light in front of you.");
}

/**
 * @param {string} who
 * @param {string} tip
 * @param {boolean} [trouble]
 */
function words(who, tip, trouble = false) {
  return { who, tip, trouble };
}

/** @param {{image: Float32Array} | undefined} person */
function legsTip(person) {
  if (!person || !LEG_ROWS.every((row) => isGuess(person.image, row))) return "";
  const outside = LEG_ROWS.some((row) => !isInside(person.image, row));
  return outside ? "Step back to have your legs followed too." : "Hidden legs are guessed.";
}

/** @param {number} people in the picture */
export function peopleText(people) {
  if (people === 0) return "Nobody in the picture";
  return people === 1 ? "1 person" : `${people} people`;
}
