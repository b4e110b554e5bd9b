import { LANDMARK_NAMES } from "./wire.js";
import { isGuess } from "./skeleton_style.js";

/** @typedef {{who: string, tip: string, trouble: boolean}} WhoWords */

/** A person may be lost for a moment without being told so. */
export const LOST_AFTER_MS = 1000;
const LEG_ROWS = LANDMARK_NAMES.flatMap((name, row) => (/knee|ankle/.test(name) ? [row] : []));

/**
 * Who is found, and what would help, in words.
 *
 * @param {object} now
 * @param {"idle" | "starting" | "live" | "paused" | "error"} now.state of the source
 * @param {boolean} now.linked is the server there
 * @param {readonly {image: Float32Array}[]} now.people in the newest pose
 * @param {number} now.emptyForMs how long nobody has been found
 * @param {number} now.silentForMs how long no pose has come
 * @returns {WhoWords}
 */
export function whoWords({ state, linked, people, emptyForMs, silentForMs }) {
  if (state === "error") return words("Stopped", "Choose how to go on.", true);
  if (state === "idle") return words("Not started", "Start the camera, or open a video or a picture.");
  if (state === "starting") return words("Starting…", "The browser may ask whether Posecast may use the camera.");
  if (state === "paused") return words("Paused", "Goes on when this tab is in front again.");
  if (!linked) return words("No server", "Posecast keeps trying to reach it.", true);
  if (silentForMs > 3 * LOST_AFTER_MS) return words("No answer", "The server is slow or very busy.", true);
  if (people.length > 1) return words(`${people.length} people`, "");
  if (people.length === 1) return words("1 person", legsHidden(people[0]) ? "Step back to have your legs followed too." : "");
  if (emptyForMs < LOST_AFTER_MS) return words("Looking…", "");
  return words("Nobody in the picture", "Step back until your whole body is in view, with light in front of you.");
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
function legsHidden(person) {
  return person !== undefined && LEG_ROWS.every((row) => isGuess(person.image, row));
}
