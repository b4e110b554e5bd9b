const QUOTE = 34;
const BACKSLASH = 92;
const OPENERS = new Set([91, 123]); // [ {
const CLOSERS = new Set([93, 125]); // ] }
/** Inside the document's object and its list of frames. */
const AMONG_FRAMES = 2;

/**
 * Takes the text of a pose document as it comes, and gives each frame as soon as it is whole: the document of a long
 * video is larger than anybody wants to have in memory at once.
 */
export class FrameSplitter {
  #text = "";
  #at = 0;
  #depth = 0;
  #stringStart = -1;
  #lastString = "";
  #inFrames = false;
  /** Where the frame, or the rest that belongs to no frame, begins in the text. */
  #start = 0;
  #head = "";

  /** All that is not a frame, with an empty list of frames; so far valid JSON only after the last piece. */
  get head() {
    return this.#head + this.#text.slice(this.#start, this.#at);
  }

  /**
   * @param {string} piece of the document
   * @returns {Generator<string, void>} the JSON of each frame that the piece completes
   */
  *feed(piece) {
    this.#text += piece;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const frame = this.#read(this.#text.charCodeAt(this.#at));
      if (frame !== null) yield frame;
    }
    this.#letGo();
  }

  /** @param {number} code @returns {string | null} a frame, when this character ends one */
  #read(code) {
    if (this.#stringStart >= 0) this.#readInString(code);
    else if (code === QUOTE) this.#stringStart = this.#at + 1;
    else if (OPENERS.has(code)) this.#open();
    else if (CLOSERS.has(code)) return this.#close();
    return null;
  }

  /** @param {number} code */
  #readInString(code) {
    if (code === BACKSLASH) this.#at += 1;
    else if (code === QUOTE) {
      if (this.#depth === 1) this.#lastString = this.#text.slice(this.#stringStart, this.#at);
      this.#stringStart = -1;
    }
  }

  #open() {
    if (this.#inFrames && this.#depth === AMONG_FRAMES) this.#start = this.#at;
    this.#depth += 1;
    if (this.#depth === AMONG_FRAMES && this.#lastString === "frames") {
      this.#inFrames = true;
      this.#head += this.#text.slice(this.#start, this.#at + 1);
      this.#start = this.#at + 1;
    }
  }

  /** @returns {string | null} */
  #close() {
    this.#depth -= 1;
    if (!this.#inFrames) return null;
    if (this.#depth === AMONG_FRAMES) {
      const frame = this.#text.slice(this.#start, this.#at + 1);
      this.#start = this.#at + 1;
      return frame;
    }
    if (this.#depth < AMONG_FRAMES) {
      // What stood between the frames is of no use: the head's list ends here, empty.
      this.#inFrames = false;
      this.#lastString = "";
      this.#start = this.#at;
    }
    return null;
  }

  /** Forgets what was given out; what began and is not whole yet stays. */
  #letGo() {
    const gone = this.#start;
    this.#text = this.#text.slice(gone);
    this.#at -= gone;
    if (this.#stringStart >= 0) this.#stringStart -= gone;
    this.#start = 0;
  }
}
