import { LANDMARK_NAMES } from "./wire.js";

/** @typedef {import("./wire.js").Pose} WirePose */

/**
 * @typedef {object} PosedPerson
 * @property {number} id
 * @property {number} score 0..1
 * @property {Float32Array} image [33][4]: x, y as fractions of the frame, z in x's scale, visibility 0..1
 * @property {Float32Array} world [33][3]: metres from between the hips, x right, y down, z away from the camera
 */

/**
 * @typedef {object} DecodedPose
 * @property {number} seq
 * @property {number} t camera clock, ms
 * @property {[number, number]} size of the frame as sent, pixels
 * @property {PosedPerson[]} people
 * @property {import("./wire.js").Milliseconds} ms
 */

export const IMAGE_COLUMNS = 4;
export const WORLD_COLUMNS = 3;

/**
 * Decodes a pose's landmarks.
 *
 * @param {WirePose} wire
 * @returns {DecodedPose}
 * @throws {RangeError} when the landmarks are not 33 rows
 */
export function decodePose(wire) {
  const [width = 1, height = 1] = wire.size;
  return {
    seq: wire.seq,
    t: wire.t,
    size: [width, height],
    people: wire.people.map((person) => ({
      id: person.id,
      score: person.score,
      image: floats(person.image, LANDMARK_NAMES.length * IMAGE_COLUMNS),
      world: floats(person.world, LANDMARK_NAMES.length * WORLD_COLUMNS),
    })),
    ms: wire.ms,
  };
}

/**
 * Reads little-endian float32, the byte order of every browser's typed arrays.
 *
 * @param {ArrayBuffer | Uint8Array} bytes msgpack gives either; a view may start at any byte
 * @param {number} count
 * @returns {Float32Array}
 */
function floats(bytes, count) {
  if (bytes.byteLength !== count * 4) throw new RangeError(`${bytes.byteLength} bytes instead of ${count * 4}`);
  return new Float32Array(bytes instanceof Uint8Array ? bytes.slice().buffer : bytes);
}
