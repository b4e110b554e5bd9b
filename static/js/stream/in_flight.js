import { Latest } from "../protocol/latest.js";

/** A frame without an answer after this long counts as lost, ms. Longer than the server's own limit for a hung worker. */
export const ANSWER_TIMEOUT_MS = 5000;
/** The same while the server loads a model, ms: a worker that has not used it yet compiles it first. */
export const LOADING_TIMEOUT_MS = 35_000;
/** EWMA weight of the newest measurement in the expected encoding time and round trip. */
const EWMA_WEIGHT = 0.2;
/** Encoding starts this much earlier than needed, ms; a late frame leaves the server idle. */
const EARLY_MS = 12;

/**
 * @typedef {object} Bitmap anything drawable that must be closed when it is shown no more
 * @property {() => void} close
 */

/**
 * @template {Bitmap} B
 * @typedef {object} CapturedFrame
 * @property {number} seq 0 until it is sent
 * @property {number} t camera clock, ms
 * @property {B} bitmap
 * @property {ArrayBuffer} jpeg
 * @property {number} grabbedAt page clock, ms, like all below
 * @property {number} encodedAt
 * @property {number} sentAt
 */

/**
 * Keeps the frames that are on their way: at most one being encoded, the newest one waiting, and one in flight.
 *
 * The camera is faster than the answers. A frame that would wait for long is not encoded at all; the next one is encoded
 * just early enough to be ready when the answer is expected, so that waiting and encoding overlap.
 *
 * @template {Bitmap} B
 */
export class InFlight {
  #seq = 0;
  #encodingSince = NaN;
  #encodeMs = 0;
  #roundTripMs = 0;
  #lastSentAt = -Infinity;
  #shortestGapMs = 0;
  /** @type {Latest<CapturedFrame<B>>} */
  #waiting = new Latest();
  /** @type {CapturedFrame<B> | null} */
  #inFlight = null;

  /** seq of the newest frame that was sent; 0 before the first. */
  get seq() {
    return this.#seq;
  }

  /** Numbers the next frames above this one. @param {number} seq of an earlier load of this page, or -1 */
  continueAfter(seq) {
    this.#seq = Math.max(this.#seq, seq);
  }

  /** @param {number} fps most frames a second that may be sent */
  limitRate(fps) {
    this.#shortestGapMs = 1000 / fps;
  }

  /**
   * Says whether it is worth encoding the frame that the camera shows now.
   *
   * @param {number} now ms
   */
  wantsFrame(now) {
    if (!Number.isNaN(this.#encodingSince)) return false;
    const readyAt = now + this.#encodeMs + EARLY_MS;
    return readyAt >= this.#canSendAt(now);
  }

  /** @param {number} now ms */
  encodingStarted(now) {
    this.#encodingSince = now;
  }

  /**
   * Ends encoding; `frame` is null when it failed or is not needed any more.
   *
   * @param {CapturedFrame<B> | null} frame
   * @param {number} now ms
   */
  encodingEnded(frame, now) {
    const took = now - this.#encodingSince;
    this.#encodingSince = NaN;
    if (!frame) return;
    this.#encodeMs = smoothed(this.#encodeMs, took);
    this.#waiting.put(frame)?.bitmap.close();
  }

  /**
   * Takes the frame to send now, if one waits and none is in flight; from here on it is in flight.
   *
   * @param {number} now ms
   * @returns {CapturedFrame<B> | null}
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
   * Takes the frame that an answer belongs to, which the caller closes; null for an answer to an older frame.
   *
   * @param {number} seq
   * @param {number} now ms
   * @returns {CapturedFrame<B> | null}
   */
  answered(seq, now) {
    const frame = this.#inFlight;
    if (frame?.seq !== seq) return null;
    this.#inFlight = null;
    this.#roundTripMs = smoothed(this.#roundTripMs, now - frame.sentAt);
    return frame;
  }

  /**
   * Drops a frame whose answer is overdue.
   *
   * @param {number} now ms
   * @param {number} [timeoutMs]
   * @returns {boolean} was there one?
   */
  expire(now, timeoutMs = ANSWER_TIMEOUT_MS) {
    if (!this.#inFlight || now - this.#inFlight.sentAt < timeoutMs) return false;
    this.#inFlight.bitmap.close();
    this.#inFlight = null;
    return true;
  }

  /** Drops the waiting frame and the one in flight, for instance when the connection is lost. */
  clear() {
    this.#waiting.take()?.bitmap.close();
    this.#inFlight?.bitmap.close();
    this.#inFlight = null;
  }

  /** @param {number} now ms */
  #canSendAt(now) {
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
