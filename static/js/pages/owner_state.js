import { FIRST_CLIENT_STATE } from "./camera_client.js";
import { NO_SOURCE } from "../capture/source_controller.js";
import { isRefused } from "../connection/connection_state.js";
import { cameraName, phonePeopleText } from "../text/room_text.js";
import { statusText } from "../text/status_text.js";

/**
 * @typedef {object} OwnerFields
 * @property {import("../capture/source_controller.js").SourceStatus} source this computer's camera or file
 * @property {boolean} isStalled is the source open, but gives no picture?
 * @property {Readonly<import("../storage/preferences.js").PreferenceValues>} preferences
 *
 * @typedef {import("./camera_client.js").ClientState & OwnerFields} OwnerState
 * @typedef {{show: "welcome" | "picture"} | {show: "waiting", text: string} | {show: "card", code: string}} StageContent
 */

/**
 * @typedef {object} Measurements what changes all the time and is read when the status line is shown
 * @property {readonly {image: Float32Array}[]} people in the newest pose
 * @property {number} emptyForMs how long poses have been empty
 * @property {number} silentForMs how long the server has owed an answer
 * @property {boolean} loadingModel
 */

/**
 * @param {Readonly<import("../storage/preferences.js").PreferenceValues>} preferences
 * @returns {OwnerState}
 */
export function firstOwnerState(preferences) {
  return { ...FIRST_CLIENT_STATE, source: NO_SOURCE, isStalled: false, preferences };
}

/** Says whether another device is the room's camera. @param {Readonly<OwnerState>} state */
export function isRemote({ room }) {
  return room !== null && !room.is_camera;
}

/** Says which mirror setting applies. @param {Readonly<OwnerState>} state */
export function facing({ isCamera, source }) {
  return isCamera ? (source.facing ?? "front") : "phone";
}

/** @param {Readonly<OwnerState>} state */
export function isMirrored(state) {
  return state.preferences.mirror[facing(state)];
}

/** Says whether the picture under the skeleton is the pose's own frame, instead of the live picture. @param {Readonly<OwnerState>} state */
export function isGlued({ preferences }) {
  return preferences.display === "glued";
}

/** Says what is shown in place of the picture, if anything. @param {Readonly<OwnerState>} state @returns {StageContent} */
export function stageContent(state) {
  const { state: sourceState, kind, error } = state.source;
  if (isRemote(state)) return { show: "picture" };
  if (sourceState === "idle") return { show: "welcome" };
  if (sourceState === "error") return { show: "card", code: error ?? "camera-failed" };
  if (sourceState === "starting") return { show: "waiting", text: kind === "camera" ? "Opening the camera…" : "Opening the file…" };
  return { show: "picture" };
}

/**
 * @param {Readonly<OwnerState>} state
 * @param {boolean} hasPose
 */
export function hasLegend({ isCamera, source }, hasPose) {
  return isCamera ? source.state === "live" || source.state === "paused" : hasPose;
}

/** Says whether the stage shows an old picture or pose. @param {Readonly<OwnerState>} state */
export function isStale({ isCamera, isStalled, room }) {
  return isCamera ? isStalled : room?.camera === "paused";
}

/**
 * @param {Readonly<OwnerState>} state
 * @param {Measurements} measured
 * @returns {import("../text/status_text.js").StatusText}
 */
export function ownerStatusText(state, measured) {
  if (isRemote(state)) return remoteStatusText(state, measured.people.length);
  return statusText({
    ...measured,
    state: state.source.state,
    filePaused: state.source.filePaused,
    stalled: state.isStalled,
    connected: state.connection.state === "open",
    refused: isRefused(state.connection),
  });
}

/**
 * @param {Readonly<OwnerState>} state
 * @param {number} people in the newest pose
 * @returns {import("../text/status_text.js").StatusText}
 */
function remoteStatusText({ connection, room }, people) {
  if (connection.state === "connecting") return { who: "Connecting…", tip: "", trouble: false };
  if (connection.state === "closed" || !room) return { who: "No server", tip: "Posecast keeps trying to reach it.", trouble: true };
  const tip = room.camera === "none" ? "" : `Camera: ${cameraName(room.camera_name)}`;
  return { who: phonePeopleText(room, people), tip, trouble: room.camera === "away" };
}
