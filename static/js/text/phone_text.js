import { peopleText } from "./status_text.js";

/** What a phone that is the camera says it is doing, in plain words. */

/** @typedef {{words: string, tone: "good" | "busy" | "trouble"}} PhoneWords */

/**
 * @param {object} now
 * @param {"idle" | "starting" | "live" | "paused" | "error"} now.state of the camera
 * @param {boolean} now.waits will a lost camera be opened again by itself
 * @param {boolean} now.muted does something else hold the camera, such as a call
 * @param {"connecting" | "open" | "closed"} now.link
 * @param {boolean} now.serverStopped did it say so: it forgets its links with that
 * @param {boolean} now.isCamera does the room take its pictures from here
 * @param {number} now.people in the newest pose
 * @param {boolean} now.hasPose has one come since the camera started
 * @param {boolean} now.isSilent does the server owe a pose for long
 * @returns {PhoneWords}
 */
export function phoneWords(now) {
  return cameraWords(now) ?? serverWords(now);
}

/**
 * @param {Parameters<typeof phoneWords>[0]} now
 * @returns {PhoneWords | null}
 */
function cameraWords({ state, waits, muted }) {
  if (state === "error" && waits) return busy("Something else uses the camera. Trying again…");
  if (state === "error") return trouble("The camera is off");
  if (state === "idle") return busy("Stopped. The big screen waits.");
  if (state === "starting") return busy("Opening the camera…");
  if (state === "paused") return busy("Paused while this page was hidden");
  return muted ? busy("Something else uses the camera, perhaps a call") : null;
}

/**
 * @param {Parameters<typeof phoneWords>[0]} now
 * @returns {PhoneWords}
 */
function serverWords({ link, serverStopped, isCamera, people, hasPose, isSilent }) {
  if (link !== "open" && serverStopped) return trouble("The server was stopped. Scan its new code when it is back.");
  if (link !== "open") return trouble("Connection lost. Coming back by itself…");
  if (!isCamera) return busy("Another device is the camera now");
  if (isSilent) return trouble("The server is slow or very busy");
  if (!hasPose) return busy("Waiting for the first pose…");
  return people > 0 ? { words: "Live on the big screen", tone: "good" } : busy(peopleText(0));
}

/** @param {string} words */
function busy(words) {
  return /** @type {const} */ ({ words, tone: "busy" });
}

/** @param {string} words */
function trouble(words) {
  return /** @type {const} */ ({ words, tone: "trouble" });
}
