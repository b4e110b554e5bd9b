import { peopleText } from "./status_text.js";

/**
 * @typedef {import("../protocol/wire.js").Room} Room
 * @typedef {{title: string, text: string}} Notice
 */

/** A connected camera whose newest pose is older than this is not live, ms. */
export const QUIET_AFTER_MS = 2000;
/** A battery below this is shown as low, 0..1. */
const LOW_BATTERY = 0.2;

/**
 * Says what a viewer reads in place of the picture; null while poses come.
 *
 * @param {Room | null} room null before the server has sent it
 * @param {number} quietForMs since the last pose
 * @returns {Notice | null}
 */
export function viewerNotice(room, quietForMs) {
  if (!room) return { title: "Joining…", text: "" };
  if (room.camera === "none") return { title: "No camera yet", text: "The picture comes by itself as soon as a camera joins." };
  if (room.camera === "away") return { title: "The camera lost its connection", text: "It goes on by itself when the camera is back." };
  if (room.camera === "paused") return { title: "The camera is paused", text: "It goes on by itself when somebody starts it again." };
  if (quietForMs > QUIET_AFTER_MS) return { title: "Waiting for the camera…", text: "It is there, but sends nothing yet." };
  return null;
}

/**
 * Says how the phone is, for the line beside its name.
 *
 * @param {Room} room
 * @returns {string}
 */
export function phoneStateText({ camera, camera_delay_ms: delayMs }) {
  if (camera === "away" || camera === "none") return "away";
  if (camera === "paused") return "paused";
  return delayMs === null ? "connected" : `${Math.round(delayMs)} ms on the server`;
}

/**
 * Says whom the phone sees, for the owner's status line.
 *
 * @param {Room} room
 * @param {number} people in its newest pose
 */
export function phonePeopleText({ camera }, people) {
  if (camera === "away") return "The phone went away";
  if (camera === "none") return "No camera";
  if (camera === "paused") return "The phone is paused";
  return peopleText(people);
}

/**
 * Says how full the phone's battery is.
 *
 * @param {Room["camera_state"]} state
 * @returns {{text: string, isLow: boolean} | null} null where the phone does not say
 */
export function batteryText(state) {
  if (typeof state?.battery !== "number") return null;
  const percent = `${Math.round(state.battery * 100)} %`;
  return {
    text: state.charging ? `${percent}, charging` : percent,
    isLow: !state.charging && state.battery < LOW_BATTERY,
  };
}

/**
 * Makes a device's name safe to show: it comes from another device, so it is cut, and never empty.
 *
 * @param {string} name
 */
export function cameraName(name) {
  // Control and direction-changing characters would spoil the text around the name.
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ").replace(/\s+/g, " ").trim();
  return plain.length > 40 ? `${plain.slice(0, 39)}…` : plain || "The phone";
}

/**
 * Says the minutes and seconds that are left of the time for which a place is kept; "" when it is over.
 *
 * @param {number} awayForMs
 * @param {number} keptForS as the server announced it
 */
export function countdown(awayForMs, keptForS) {
  const left = Math.ceil(keptForS - awayForMs / 1000);
  return left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "";
}

/**
 * Says that the phone left, and what to do.
 *
 * @param {string} name
 * @param {string} left of the time for which its place is kept; "" when it is over
 * @param {boolean} hasCode is there a code to scan below the text
 * @returns {Notice}
 */
export function phoneAwayNotice(name, left, hasCode) {
  if (left) {
    const again = hasCode ? "open its page again, or scan this." : "open its page again.";
    return { title: `${name} went away`, text: `It may be locked or out of reach. Its place is kept for ${left}; ${again}` };
  }
  const again = hasCode ? "Scan this with it or with another phone" : "Open the camera link of Share on it or on another phone";
  return { title: `${name} is gone`, text: `${again}, or go on with this computer’s camera.` };
}

/** Counts viewers. @param {number} viewers */
export function viewerCountText(viewers) {
  if (viewers === 0) return "Nobody is watching.";
  return viewers === 1 ? "1 person is watching." : `${viewers} people are watching.`;
}
