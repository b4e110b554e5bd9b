/** What a phone that is the camera says it is doing, in plain words. */

/**
 * @param {object} now
 * @param {"idle" | "starting" | "live" | "paused" | "error"} now.state of the camera
 * @param {boolean} now.waits will a lost camera be opened again by itself
 * @param {boolean} now.muted does something else hold the camera, such as a call
 * @param {"connecting" | "open" | "closed"} now.link
 * @param {boolean} now.isCamera does the room take its pictures from here
 * @param {number} now.people in the newest pose
 * @param {number} now.posed how many poses came in the last second
 * @returns {{words: string, tone: "good" | "busy" | "trouble"}}
 */
export function phoneWords({ state, waits, muted, link, isCamera, people, posed }) {
  if (state === "error" && waits) return busy("Something else uses the camera. Trying again…");
  if (state === "error") return trouble("The camera is off");
  if (state === "idle") return busy("Stopped. The big screen waits.");
  if (state === "starting") return busy("Opening the camera…");
  if (state === "paused") return busy("Paused while this page was hidden");
  if (muted) return busy("Something else uses the camera, perhaps a call");
  if (link !== "open") return trouble("Connection lost. Coming back by itself…");
  if (!isCamera) return busy("Another device is the camera now");
  if (posed === 0) return busy("Waiting for the first pose…");
  return people > 0 ? { words: "Live on the big screen", tone: "good" } : busy("Nobody in the picture");
}

/** @param {string} words */
function busy(words) {
  return /** @type {const} */ ({ words, tone: "busy" });
}

/** @param {string} words */
function trouble(words) {
  return /** @type {const} */ ({ words, tone: "trouble" });
}
