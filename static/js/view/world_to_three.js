import { IMAGE_COLUMNS, WORLD_COLUMNS } from "../protocol/pose_decoder.js";
import { LANDMARK_NAMES } from "../protocol/wire.js";

/**
 * From the wire's world (metres from between the hips; x right, y down, z away from the camera) to three.js's
 * (y up, z towards the viewer): the person stands on the floor y = 0 and faces whoever looks along −z.
 */

/** @typedef {import("../protocol/pose_decoder.js").PosedPerson} PosedPerson */

const FOOT_ROWS = LANDMARK_NAMES.flatMap((name, row) => (/_(ankle|heel|foot_index)$/.test(name) ? [row] : []));
const HIP_ROWS = /** @type {[number, number]} */ ([LANDMARK_NAMES.indexOf("left_hip"), LANDMARK_NAMES.indexOf("right_hip")]);
const SHOULDER_ROWS = /** @type {[number, number]} */ ([LANDMARK_NAMES.indexOf("left_shoulder"), LANDMARK_NAMES.indexOf("right_shoulder")]);
/** How fast the floor follows the lowest foot: slower hides jitter, faster follows a squat without sinking. */
const FLOOR_TIME_MS = 120;
/** Nonsense in a torso places nobody further from the middle than this. */
const FARTHEST_ASIDE_M = 50;
/** Who stands behind somebody in the picture stands beside them here, so that both can be seen. */
const LEAST_GAP_M = 0.9;
/** Who is far away in the picture comes near here, so that all fit into the view and are not tiny. */
const MOST_GAP_M = 1.5;

/**
 * @param {Float32Array} world [33][3]
 * @param {{mirrored: boolean, lift: number, aside: number}} placing lift and aside in metres
 * @returns {Float32Array} [33][3] in three.js's axes
 */
export function worldToThree(world, { mirrored, lift, aside }) {
  const out = new Float32Array(world.length);
  const sign = mirrored ? -1 : 1;
  for (let i = 0; i < world.length; i += WORLD_COLUMNS) {
    out[i] = sign * ((world[i] ?? 0) + aside);
    out[i + 1] = lift - (world[i + 1] ?? 0);
    out[i + 2] = 0 - (world[i + 2] ?? 0);
  }
  return out;
}

/**
 * How far the hips are above the lowest point of the feet, metres.
 *
 * @param {Float32Array} world [33][3]
 */
export function hipHeight(world) {
  return Math.max(...FOOT_ROWS.map((row) => world[row * WORLD_COLUMNS + 1] ?? 0));
}

/** The lift that puts the feet on the floor, smoothed over time. */
export class FloorLevel {
  #level = NaN;
  #at = 0;

  /**
   * @param {number} height this frame's hipHeight
   * @param {number} now ms
   */
  follow(height, now) {
    const share = Number.isNaN(this.#level) ? 1 : 1 - Math.exp(-(now - this.#at) / FLOOR_TIME_MS);
    this.#level = Number.isNaN(this.#level) ? height : this.#level + share * (height - this.#level);
    this.#at = now;
    return this.#level;
  }
}

/**
 * Metres to move each person sideways, so that several stand beside each other in the order of the picture, and about as
 * far apart.
 *
 * Everyone's own world has its origin between their own hips; the torso's length in both spaces gives the scale.
 *
 * @param {readonly PosedPerson[]} people
 * @param {readonly [number, number]} size of the frame, pixels
 * @returns {number[]}
 */
export function placeAside(people, size) {
  if (people.length < 2) return people.map(() => 0);
  return spread(people.map((person) => asideOf(person, size)));
}

/**
 * Metres from the picture's middle to the person's hips.
 *
 * @param {PosedPerson} person
 * @param {readonly [number, number]} size
 */
function asideOf(person, size) {
  const pixels = torso(person.image, IMAGE_COLUMNS, size);
  const metres = torso(person.world, WORLD_COLUMNS, [1, 1]);
  const fromMiddle = (middle(person.image, IMAGE_COLUMNS, HIP_ROWS, 0) - 0.5) * size[0];
  const aside = (fromMiddle * metres) / Math.max(pixels, 1);
  return Math.min(FARTHEST_ASIDE_M, Math.max(-FARTHEST_ASIDE_M, aside));
}

/**
 * The same order with gaps from LEAST_GAP_M to MOST_GAP_M, centred.
 *
 * @param {number[]} places metres
 */
function spread(places) {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const apart = [...places];
  order.forEach((index, rank) => {
    const before = order[rank - 1];
    if (before === undefined) return;
    const gap = (places[index] ?? 0) - (places[before] ?? 0);
    apart[index] = (apart[before] ?? 0) + Math.min(MOST_GAP_M, Math.max(LEAST_GAP_M, gap));
  });
  // Of the outermost, so that the view's middle is the group's.
  const centre = (Math.min(...apart) + Math.max(...apart)) / 2;
  return apart.map((place) => place - centre);
}

/**
 * @param {Float32Array} rows
 * @param {number} columns
 * @param {readonly [number, number]} scale
 */
function torso(rows, columns, scale) {
  const dx = middle(rows, columns, SHOULDER_ROWS, 0) - middle(rows, columns, HIP_ROWS, 0);
  const dy = middle(rows, columns, SHOULDER_ROWS, 1) - middle(rows, columns, HIP_ROWS, 1);
  return Math.hypot(dx * scale[0], dy * scale[1]);
}

/**
 * @param {Float32Array} rows
 * @param {number} columns
 * @param {readonly [number, number]} pair
 * @param {number} axis
 */
function middle(rows, columns, pair, axis) {
  return ((rows[pair[0] * columns + axis] ?? 0) + (rows[pair[1] * columns + axis] ?? 0)) / 2;
}
