import { peopleText } from "./status_text.js";

/** @typedef {{text: string, tone: "good" | "busy" | "trouble"}} PhoneStatus */

/**
 * Says what a phone that is the camera is doing.
 *
 * @param {object} now
 * @param {"idle" | "starting" | "live" | "paused" | "error"} now.state of the camera
 * @param {boolean} now.isRecovering will a lost camera be opened again without a person
 * @param {boolean} now.muted does something else use the camera, such as a call
 * @param {"connecting" | "open" | "closed"} now.connection
 * @param {boolean} now.serverStopped did the server say that it stops, which ends its links
 * @param {boolean} now.isCamera does the room take its frames from here
 * @param {number} now.people in the newest pose
 * @param {boolean} now.hasPose has a pose come since the camera started
 * @param {boolean} now.isSilent has the server owed a pose for long
 * @returns {PhoneStatus}
 */
export function phoneStatus(now) {
  return cameraText(now) ?? serverText(now);
}

/**
 * @param {Parameters<typeof phoneStatus>[0]} now
 * @returns {PhoneStatus | null}
 */
function cameraText({ state, isRecovering, muted }) {
  if (state === "error" && isRecovering) return busy("Something else uses the camera. Trying again…");
  if (state === "error") return trouble("The camera is off");
  if (state === "idle") return busy("Stopped. The big screen waits.");
  if (state === "starting") return busy("Opening the camera…");
  if (state === "paused") return busy("Paused while this page was hidden");
  return muted ? busy("Something else uses the camera, perhaps a call") : null;
}

/**
 * @param {Parameters<typeof phoneStatus>[0]} now
 * @returns {PhoneStatus}
 */
function serverText({ connection, serverStopped, isCamera, people, hasPose, isSilent }) {
  if (connection !== "open" && serverStopped) return trouble("The server was stopped. Scan its new code when it is back.");
  if (connection !== "open") return trouble("Connection lost. Coming back by itself…");
  if (!isCamera) return busy("Another device is the camera now");
  if (isSilent) return trouble("The server is slow or very busy");
  if (!hasPose) return busy("Waiting for the first pose…");
  return people > 0 ? { text: "Live on the big screen", tone: "good" } : busy(peopleText(0));
}

/** @param {string} text */
function busy(text) {
  return /** @type {const} */ ({ text, tone: "busy" });
}

/** @param {string} text */
function trouble(text) {
  return /** @type {const} */ ({ text, tone: "trouble" });
}
