import { IMAGE_COLUMNS, WORLD_COLUMNS } from "../../protocol/pose_decoder.js";
import { LANDMARK_NAMES } from "../../protocol/wire.js";

/** @typedef {import("../../protocol/pose_decoder.js").DecodedPose} DecodedPose */

/**
 * A frame as the document has it (docs/formats.md): image in pixels, world in metres.
 *
 * @typedef {object} DocumentFrame
 * @property {number} time_s
 * @property {readonly {id: number, score: number, image: readonly (readonly number[])[], world: readonly (readonly number[])[]}[]} people
 */

/** @typedef {{name: string, kind: "image" | "video", width: number, height: number, duration_s?: number | null}} DocumentSource */

/** Rows in one typed array: the poses of about two seconds of one person. */
const ROWS_A_PIECE = 64;
const NO_MS = Object.freeze({ queue: 0, decode: 0, detect: 0, landmarks: 0, total: 0 });

/** All poses of a picture or a video, packed into typed arrays. A frame is named by its index, from 0. */
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

  /** The time of the last frame, seconds. */
  get lastTime() {
    return this.#times.at(-1) ?? 0;
  }

  /** The mean duration of a frame, seconds. */
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
   * The middle of a frame's time, seconds: a player that seeks there shows this frame, however it rounds.
   *
   * @param {number} index
   */
  middleOf(index) {
    const next = this.#times[index + 1] ?? this.duration;
    return (this.timeOf(index) + next) / 2;
  }

  /**
   * Finds the frame with the nearest time: a player rounds the time of a frame in its own way.
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

  /** The ids of all people, sorted. */
  get ids() {
    return [...new Set(this.#ids)].sort((a, b) => a - b);
  }

  /**
   * The pose of a frame as the views draw it; the landmarks are the table's own rows, not copies.
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

  /** Converts pixels to fractions of the picture, as the views take them. @param {readonly (readonly number[])[]} landmarks */
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

/** Rows of numbers in typed arrays: a long video has millions of numbers, which as objects would need too much memory. */
class GrowingRows {
  #columns;
  /** @type {Float32Array[]} */
  #pieces = [];
  length = 0;

  /** @param {number} columns */
  constructor(columns) {
    this.#columns = columns;
  }

  /** Adds a row of zeros to be filled. @returns {Float32Array} */
  add() {
    if (this.length % ROWS_A_PIECE === 0) this.#pieces.push(new Float32Array(ROWS_A_PIECE * this.#columns));
    this.length += 1;
    return this.row(this.length - 1);
  }

  /**
   * The row itself, not a copy.
   *
   * @param {number} index
   * @throws {RangeError}
   */
  row(index) {
    const piece = this.#pieces[Math.floor(index / ROWS_A_PIECE)];
    if (!piece || index >= this.length) throw new RangeError(`no row ${index} of ${this.length}`);
    const start = (index % ROWS_A_PIECE) * this.#columns;
    return piece.subarray(start, start + this.#columns);
  }
}
