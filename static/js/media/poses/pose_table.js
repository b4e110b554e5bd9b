import { IMAGE_COLUMNS, WORLD_COLUMNS } from "../../protocol/pose_decoder.js";
import { LANDMARK_NAMES } from "../../protocol/wire.js";
import { GrowingRows } from "./float_rows.js";

/** @typedef {import("../../protocol/pose_decoder.js").DecodedPose} DecodedPose */

/**
 * A frame as the document has it (docs/formats.md): image in pixels, world in metres.
 *
 * @typedef {object} DocumentFrame
 * @property {number} time_s
 * @property {readonly {id: number, score: number, image: readonly (readonly number[])[], world: readonly (readonly number[])[]}[]} people
 */

/** @typedef {{name: string, kind: "image" | "video", width: number, height: number, duration_s?: number | null}} DocumentSource */

const NO_MS = Object.freeze({ queue: 0, decode: 0, detect: 0, landmarks: 0, total: 0 });

/** All poses of a picture or a video, packed; frames are known by their index, 0 is the first. */
export class PoseTable {
  /** @type {number[]} seconds from the first frame on, rising */
  #times = [];
  /** @type {number[]} the row of each frame's first person */
  #firstRows = [];
  /** @type {number[]} */
  #ids = [];
  /** @type {number[]} */
  #scores = [];
  #image = new GrowingRows(LANDMARK_NAMES.length * IMAGE_COLUMNS);
  #world = new GrowingRows(LANDMARK_NAMES.length * WORLD_COLUMNS);

  /** @param {DocumentSource} source */
  constructor(source) {
    this.source = source;
  }

  get frames() {
    return this.#times.length;
  }

  /** When the last frame begins, seconds. */
  get lastTime() {
    return this.#times.at(-1) ?? 0;
  }

  /** How long a frame stands on average, seconds. */
  get meanFrame() {
    return this.frames > 1 ? this.lastTime / (this.frames - 1) : 0;
  }

  /** When the last frame ends, seconds; it may be held for long. */
  get duration() {
    return Math.max(this.source.duration_s ?? 0, this.lastTime + (this.source.duration_s ? 0 : this.meanFrame));
  }

  /** @param {DocumentFrame} frame the next one */
  add({ time_s: time, people }) {
    this.#times.push(time);
    this.#firstRows.push(this.#ids.length);
    for (const person of people) {
      this.#ids.push(person.id);
      this.#scores.push(person.score);
      this.#packImage(person.image);
      pack(person.world, WORLD_COLUMNS, this.#world.add());
    }
  }

  /** @param {number} index */
  timeOf(index) {
    return this.#times[index] ?? 0;
  }

  /**
   * The middle of a frame's time: a player that is sent there shows this frame, however it rounds.
   *
   * @param {number} index
   */
  middleOf(index) {
    const next = this.#times[index + 1] ?? this.duration;
    return (this.timeOf(index) + next) / 2;
  }

  /**
   * The frame whose time is the nearest: a player gives a frame's own time, rounded in its own way.
   *
   * @param {number} time seconds
   */
  frameAt(time) {
    let low = 0;
    let high = this.frames - 1;
    while (low < high) {
      const between = (low + high) >> 1;
      if (time > (this.timeOf(between) + this.timeOf(between + 1)) / 2) low = between + 1;
      else high = between;
    }
    return low;
  }

  /** @param {number} index */
  peopleIn(index) {
    const [start, end] = this.#rowsOf(index);
    return end - start;
  }

  /** @param {number} index @returns {number[]} */
  idsIn(index) {
    return this.#ids.slice(...this.#rowsOf(index));
  }

  /** Everybody who is ever seen, by the order of their ids. */
  get ids() {
    return [...new Set(this.#ids)].sort((a, b) => a - b);
  }

  /**
   * The people of a frame as the views draw them; the landmarks are the table's own rows, not copies.
   *
   * @param {number} index
   * @returns {DecodedPose}
   */
  poseAt(index) {
    const [start, end] = this.#rowsOf(index);
    const rows = Array.from({ length: end - start }, (_, i) => start + i);
    return {
      seq: index,
      t: this.timeOf(index) * 1000,
      size: [this.source.width, this.source.height],
      people: rows.map((row) => ({
        id: this.#ids[row] ?? 0,
        score: this.#scores[row] ?? 0,
        image: this.#image.row(row),
        world: this.#world.row(row),
      })),
      ms: NO_MS,
    };
  }

  /** @param {number} index @returns {[number, number]} */
  #rowsOf(index) {
    return [this.#firstRows[index] ?? 0, this.#firstRows[index + 1] ?? this.#ids.length];
  }

  /** From pixels to fractions of the picture, as the views take them. @param {readonly (readonly number[])[]} landmarks */
  #packImage(landmarks) {
    const { width, height } = this.source;
    const row = this.#image.add();
    pack(landmarks, IMAGE_COLUMNS, row);
    for (let i = 0; i < row.length; i += IMAGE_COLUMNS) {
      row[i] = (row[i] ?? 0) / width;
      row[i + 1] = (row[i + 1] ?? 0) / height;
      row[i + 2] = (row[i + 2] ?? 0) / width;
    }
  }
}

/**
 * @param {readonly (readonly number[])[]} landmarks
 * @param {number} columns
 * @param {Float32Array} row
 */
function pack(landmarks, columns, row) {
  landmarks.forEach((values, index) => row.set(values.slice(0, columns), index * columns));
}
