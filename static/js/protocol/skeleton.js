import { EDGES, EDGE_SIDES, LANDMARK_SIDES } from "./wire.js";
import { FACE_ROWS, GUESS_BELOW } from "./skeleton_style.js";
import { IMAGE_COLUMNS } from "./pose_decoder.js";

/** @typedef {import("./wire.js").Side} Side */

/**
 * Says whether this landmark is inside the picture.
 *
 * @param {Float32Array} image [33][4]
 * @param {number} row
 */
export function isInside(image, row) {
  const x = image[row * IMAGE_COLUMNS] ?? NaN;
  const y = image[row * IMAGE_COLUMNS + 1] ?? NaN;
  return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}

/**
 * Says whether this landmark is a guess, because it is hidden or outside the picture.
 *
 * @param {Float32Array} image [33][4]
 * @param {number} row
 */
export function isGuess(image, row) {
  const visibility = image[row * IMAGE_COLUMNS + 3] ?? 0;
  return !isInside(image, row) || visibility < GUESS_BELOW;
}

/**
 * Says whether this landmark's visibility is too low for it to be drawn.
 *
 * @param {Float32Array} image [33][4]
 * @param {number} row
 * @param {number} least visibility that is drawn; 0 draws everything
 */
export function isHidden(image, row, least) {
  return (image[row * IMAGE_COLUMNS + 3] ?? 0) < least;
}

/** @param {number} row */
export function isFace(row) {
  return FACE_ROWS.includes(row);
}

/** Every edge once, with its side and whether it belongs to the face. */
export const STYLED_EDGES = EDGES.map(([from, to], index) => ({
  from,
  to,
  side: /** @type {Side} */ (EDGE_SIDES[index]),
  face: isFace(from) && isFace(to),
}));

/** Every landmark once, with the same. */
export const STYLED_JOINTS = LANDMARK_SIDES.map((side, row) => ({ row, side, face: isFace(row) }));
