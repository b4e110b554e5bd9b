/** @typedef {import("../poses/pose_table.js").PoseTable} PoseTable */
/** @typedef {{id: number, from: number, to: number}} Presence frames in which a person was found, `to` excluded */

/** More lanes than this are too thin to see; all further people share the last one. */
const MOST_LANES = 4;
const GAP_PX = 1;

/**
 * Finds the stretches of frames without a gap in which each person was found.
 *
 * @param {PoseTable} table
 * @returns {Presence[]} in the order in which they begin
 */
export function presences(table) {
  /** @type {Presence[]} */
  const found = [];
  /** @type {Map<number, Presence>} */
  let before = new Map();
  for (let index = 0; index < table.frames; index += 1) {
    const now = new Map(table.idsIn(index).map((id) => [id, before.get(id) ?? { id, from: index, to: index }]));
    for (const presence of now.values()) {
      if (presence.from === index) found.push(presence);
      presence.to = index + 1;
    }
    before = now;
  }
  return found;
}

/**
 * Draws a lane above the timeline for each person, filled where the person was found.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {PoseTable} table
 */
export function drawPresence(canvas, table) {
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
  const pen = canvas.getContext("2d");
  if (!pen || table.frames === 0) return;
  const { ids } = table;
  const lanes = Math.min(MOST_LANES, Math.max(1, ids.length));
  const lane = canvas.height / lanes;
  pen.fillStyle = getComputedStyle(canvas).color;
  for (const { id, from, to } of presences(table)) {
    const top = Math.min(ids.indexOf(id), lanes - 1) * lane;
    const left = (from / table.frames) * canvas.width;
    pen.fillRect(left, top, ((to - from) / table.frames) * canvas.width, Math.max(1, lane - GAP_PX * ratio));
  }
}
