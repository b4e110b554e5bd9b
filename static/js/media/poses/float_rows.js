/** A piece is this many rows: a second of video is about half of it. */
const ROWS_A_PIECE = 64;

/** Rows of numbers in a few typed arrays: a long video has millions of them, and as objects they would fill the memory. */
export class GrowingRows {
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
