import { CONNECTING, needsCard } from "../connection/connection_state.js";
import { viewerNotice } from "../text/room_text.js";
import { peopleText } from "../text/status_text.js";

/**
 * @typedef {object} ViewerState
 * @property {Readonly<import("../connection/connection_state.js").ConnectionState>} connection
 * @property {string | null} problem why the last connection ended, until the next one is open
 * @property {import("../protocol/wire.js").Room | null} room
 * @property {number} lastPoseAt page clock, ms
 * @property {Readonly<import("../storage/preferences.js").PreferenceValues>} preferences
 */

/**
 * @param {Readonly<import("../storage/preferences.js").PreferenceValues>} preferences
 * @returns {ViewerState}
 */
export function firstViewerState(preferences) {
  return { connection: CONNECTING, problem: null, room: null, lastPoseAt: -Infinity, preferences };
}

/**
 * What a change of the connection changes.
 *
 * @param {Readonly<import("../connection/connection_state.js").ConnectionState>} connection
 * @returns {Partial<ViewerState>}
 */
export function afterConnection(connection) {
  const { state, code } = connection;
  if (state === "connecting") return { connection };
  if (state === "open") return { connection, problem: null };
  return { connection, problem: code ?? "", ...(needsCard(code) && { room: null }) };
}

/**
 * Finds the notice that is shown in place of the pose; null while poses come.
 *
 * @param {Readonly<ViewerState>} state
 * @param {number} now page clock, ms
 */
export function noticeOf({ connection, room, lastPoseAt }, now) {
  return connection.state === "open" ? viewerNotice(room, now - lastPoseAt) : null;
}

/**
 * @param {Readonly<ViewerState>} state
 * @param {import("../text/room_text.js").Notice | null} notice
 * @param {number} people in the newest pose
 * @returns {import("../text/status_text.js").StatusText}
 */
export function viewerStatusText({ connection }, notice, people) {
  if (needsCard(connection.code)) return { who: "Not connected", tip: "", trouble: true };
  if (connection.state === "connecting") return { who: "Connecting…", tip: "", trouble: false };
  if (connection.state === "closed") return { who: "Not connected", tip: "Posecast connects again by itself.", trouble: true };
  if (notice) return { who: notice.title, tip: notice.text, trouble: false };
  return { who: peopleText(people), tip: "Live", trouble: false };
}
