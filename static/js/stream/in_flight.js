import { Latest } from "../protocol/latest.js";

/**
 * Which frames are on their way: at most one being encoded, the newest one waiting, one in flight.
 *
 * The camera is faster than the answers. A frame that would wait long is not encoded at all; the next one is
 * encoded just early enough to be ready when the answer is expected, so waiting and encoding overlap.
 */

/** No answer after this long: the frame counts as lost. Above the server's own limit for a hung worker. */
export const ANSWER_TIMEOUT_MS = 5000;
/** The same while the server loads a model: a worker that has not used it yet compiles it first. */
export const LOADING_TIMEOUT_MS = 35_000;
/** EWMA weight of the newest measurement in the expected encoding time and round trip. */
const EWMA_WEIGHT = 0.2;
/** Start encoding this much earlier than needed; a late frame leaves the server idle. */
const EARLY_MS = 12;

/**
 * @typedef {object} Picture anything drawable that must be given back when nobody shows it any more
 * @property {() => void} close
 */

/**
 * @template {Picture} P
 * @typedef {object} CapturedFrame
 * @property {number} seq 0 until it is sent
 * @property {number} t camera clock, ms
 * @property {P} picture
 * @property {ArrayBuffer} jpeg
 * @property {number} takenAt page clock, ms, like all below
 * @property {number} encodedAt
 * @property {number} sentAt
 */

/** @template {Picture} P */
export class InFlight {
  #seq = 0;
  #encodingSince = NaN;
  #encodeMs = 0;
  #roundTripMs = 0;
  #lastSentAt = -Infinity;
  #shortestGapMs = 0;
  /** @type {Latest<CapturedFrame<P>>} */
  #waiting = new Latest();
  /** @type {CapturedFrame<P> | null} */
  #inFlight = null;

  /** seq of the newest frame that was sent; 0 before the first. */
  get seq() {
    return this.#seq;
  }

  /** Frames to come are numbered above this one. @param {number} seq of an earlier load of this page, or -1 */
  continueAfter(seq) {
    this.#seq = Math.max(this.#seq, seq);
  }

  /** @param {number} fps most frames a second that may be sent */
  limitRate(fps) {
    this.#shortestGapMs = 1000 / fps;
  }

  /**
   * Is it worth encoding the frame that the camera shows now?
   *
   * @param {number} now ms
   */
  wantsFrame(now) {
    if (!Number.isNaN(this.#encodingSince)) return false;
    const readyAt = now + this.#encodeMs + EARLY_MS;
    return readyAt >= this.#slotFreeAt(now);
  }

  /** @param {number} now ms */
  encodingStarted(now) {
    this.#encodingSince = now;
  }

  /**
   * The encoder is done; `frame` is null when it failed or nobody needs the frame any more.
   *
   * @param {CapturedFrame<P> | null} frame
   * @param {number} now ms
   */
  encodingEnded(frame, now) {
    const took = now - this.#encodingSince;
    this.#encodingSince = NaN;
    if (!frame) return;
    this.#encodeMs = smoothed(this.#encodeMs, took);
    this.#waiting.put(frame)?.picture.close();
  }

  /**
   * The frame to send now, if one waits and the way is free; it counts as in flight from here on.
   *
   * @param {number} now ms
   * @returns {CapturedFrame<P> | null}
   */
  takeForSending(now) {
    if (this.#inFlight || now - this.#lastSentAt < this.#shortestGapMs) return null;
    const frame = this.#waiting.take();
    if (!frame) return null;
    this.#inFlight = frame;
    this.#seq += 1;
    frame.seq = this.#seq;
    frame.sentAt = now;
    this.#lastSentAt = now;
    return frame;
  }

  /**
   * An answer to `seq` came: the frame, now the caller's to close, or null for an answer to an older frame.
   *
   * @param {number} seq
   * @param {number} now ms
   * @returns {CapturedFrame<P> | null}
   */
  answered(seq, now) {
    const frame = this.#inFlight;
    if (frame?.seq !== seq) return null;
    this.#inFlight = null;
    this.#roundTripMs = smoothed(this.#roundTripMs, now - frame.sentAt);
    return frame;
  }

  /**
   * Gives up on a frame whose answer is overdue; true when there was one.
   *
   * @param {number} now ms
   * @param {number} [timeoutMs]
   */
  expire(now, timeoutMs = ANSWER_TIMEOUT_MS) {
    if (!this.#inFlight || now - this.#inFlight.sentAt < timeoutMs) return false;
    this.#inFlight.picture.close();
    this.#inFlight = null;
    return true;
  }

  /** Forgets everything on its way, for instance when the connection is gone. */
  clear() {
    this.#waiting.take()?.picture.close();
    this.#inFlight?.picture.close();
    this.#inFlight = null;
  }

  /** @param {number} now ms */
  #slotFreeAt(now) {
    const answerAt = this.#inFlight ? this.#inFlight.sentAt + this.#roundTripMs : now;
    return Math.max(answerAt, this.#lastSentAt + this.#shortestGapMs);
  }
}

/**
 * @param {number} before 0 for nothing yet
 * @param {number} newest
 */
function smoothed(before, newest) {
  return before === 0 ? newest : before + EWMA_WEIGHT * (newest - before);
}
