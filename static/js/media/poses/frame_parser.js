const QUOTE = 34;
const BACKSLASH = 92;
const OPENERS = new Set([91, 123]); // [ {
const CLOSERS = new Set([93, 125]); // ] }
/** The nesting depth inside the document's object and its list of frames. */
const FRAMES_DEPTH = 2;

/**
 * Splits the text of a pose document into its frames while it loads: the document of a long video is too large to keep
 * in memory.
 */
export class FrameSplitter {
  #text = "";
  #at = 0;
  #depth = 0;
  #stringStart = -1;
  #lastString = "";
  #inFrames = false;
  /** Where the current frame, or other text, begins. */
  #start = 0;
  #head = "";

  /** All text that is not a frame. After the last piece it is valid JSON, with an empty list of frames. */
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
    this.#dropRead();
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
    if (this.#inFrames && this.#depth === FRAMES_DEPTH) this.#start = this.#at;
    this.#depth += 1;
    if (this.#depth === FRAMES_DEPTH && this.#lastString === "frames") {
      this.#inFrames = true;
      this.#head += this.#text.slice(this.#start, this.#at + 1);
      this.#start = this.#at + 1;
    }
  }

  /** @returns {string | null} */
  #close() {
    this.#depth -= 1;
    if (!this.#inFrames) return null;
    if (this.#depth === FRAMES_DEPTH) {
      const frame = this.#text.slice(this.#start, this.#at + 1);
      this.#start = this.#at + 1;
      return frame;
    }
    if (this.#depth < FRAMES_DEPTH) {
      // The text between the frames is left out, so that the list in the head is empty.
      this.#inFrames = false;
      this.#lastString = "";
      this.#start = this.#at;
    }
    return null;
  }

  /** Drops the text that was read; an incomplete frame stays. */
  #dropRead() {
    const dropped = this.#start;
    this.#text = this.#text.slice(dropped);
    this.#at -= dropped;
    if (this.#stringStart >= 0) this.#stringStart -= dropped;
    this.#start = 0;
  }
}
