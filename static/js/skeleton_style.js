import { EDGES, EDGE_SIDES, LANDMARK_NAMES, LANDMARK_SIDES } from "./wire.js";
import { IMAGE_COLUMNS } from "./latest_pose.js";

/** @typedef {import("./wire.js").Side} Side */

/** Okabe and Ito's orange and sky blue: different to every kind of colour blindness, in hue and in lightness. */
export const SIDE_COLOURS = Object.freeze({ left: "#e69f00", right: "#56b4e9", middle: "#f4f4f0" });
/** Drawn around everything, so that the skeleton reads on a picture of any colour. */
export const OUTLINE_COLOUR = "#0a0d10";
/** Below this visibility a landmark is a guess; MediaPipe's own drawing uses the same number. */
export const GUESS_BELOW = 0.5;
export const GUESS_OPACITY = 0.5;
/** Names of the face's landmarks: many points close together, drawn finer. */
const FACE_NAMES = /nose|eye|ear|mouth/;

/**
 * Is this landmark inside the picture?
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
 * Is this landmark a guess, because it is hidden or outside the picture?
 *
 * @param {Float32Array} image [33][4]
 * @param {number} row
 */
export function isGuess(image, row) {
  const visibility = image[row * IMAGE_COLUMNS + 3] ?? 0;
  return !isInside(image, row) || visibility < GUESS_BELOW;
}

/** @param {number} row */
export function isFace(row) {
  return FACE_NAMES.test(LANDMARK_NAMES[row] ?? "");
}

/** Every edge once, with what a view needs to draw it. */
export const STYLED_EDGES = EDGES.map(([from, to], index) => ({
  from,
  to,
  side: /** @type {Side} */ (EDGE_SIDES[index]),
  face: isFace(from) && isFace(to),
}));

/** Every landmark once, likewise. */
export const STYLED_JOINTS = LANDMARK_SIDES.map((side, row) => ({ row, side, face: isFace(row) }));
