/**
 * How large and how good the frames are that go out: falls in steps when the link is slow, recovers after.
 *
 * What counts is the part of the round trip that a smaller frame can shorten (the way there and back, and
 * decoding), not the time that the networks take: shrinking frames would cost precision and win nothing there.
 */

/** @typedef {{longSide: number, quality: number}} QualityStep */

/** From best to cheapest; a step is about a third fewer bytes. @type {readonly QualityStep[]} */
export const QUALITY_STEPS = Object.freeze([
  { longSide: 640, quality: 0.85 },
  { longSide: 640, quality: 0.7 },
  { longSide: 512, quality: 0.65 },
  { longSide: 400, quality: 0.6 },
  { longSide: 320, quality: 0.5 },
  { longSide: 256, quality: 0.4 },
]);

/** Above this a step down; a skeleton that trails by more than a quarter of a second feels broken. */
export const TARGET_MS = 150;
/** Below this share of the target a step up is tried; the gap between the two prevents see-sawing. */
const COMFORT_SHARE = 0.6;
/** Weight of the newest round trip; higher reacts faster and to single hiccups. */
const EWMA_WEIGHT = 0.25;
/** Answers to see at a step before judging it; the first ones still belong to the step before. */
const ANSWERS_TO_JUDGE = 5;
/** Comfort must last this long before a step up. */
const RECOVER_AFTER_MS = 4000;
/** A step up that had to be taken back doubles the wait for the next try, up to this. */
const LONGEST_RECOVER_MS = 60_000;

export class AdaptiveQuality {
  #step = 0;
  #answers = 0;
  #smoothed = 0;
  #comfortableSince = Infinity;
  #recoverAfter = RECOVER_AFTER_MS;
  #lastStepWasUp = false;

  /** @returns {QualityStep} */
  get step() {
    return /** @type {QualityStep} */ (QUALITY_STEPS[this.#step]);
  }

  /**
   * An answer came after `transferMs` (the round trip without what the server's networks and queue took).
   *
   * @param {number} transferMs
   * @param {number} now ms
   */
  answered(transferMs, now) {
    this.#answers += 1;
    this.#smoothed = this.#answers === 1 ? transferMs : this.#smoothed + EWMA_WEIGHT * (transferMs - this.#smoothed);
    if (this.#smoothed > COMFORT_SHARE * TARGET_MS) this.#comfortableSince = Infinity;
    else this.#comfortableSince = Math.min(this.#comfortableSince, now);
    if (this.#answers < ANSWERS_TO_JUDGE) return;
    if (this.#smoothed > TARGET_MS) this.#down();
    else if (now - this.#comfortableSince >= this.#recoverAfter) this.#up();
  }

  /** The frame was too large, or no answer came at all: one step down at once. */
  refused() {
    this.#down();
  }

  #down() {
    if (this.#lastStepWasUp) this.#recoverAfter = Math.min(2 * this.#recoverAfter, LONGEST_RECOVER_MS);
    this.#goTo(Math.min(this.#step + 1, QUALITY_STEPS.length - 1));
    this.#lastStepWasUp = false;
  }

  #up() {
    if (this.#lastStepWasUp) this.#recoverAfter = RECOVER_AFTER_MS;
    this.#lastStepWasUp = this.#step > 0;
    this.#goTo(Math.max(this.#step - 1, 0));
  }

  /** @param {number} step */
  #goTo(step) {
    this.#step = step;
    this.#answers = 0;
    this.#comfortableSince = Infinity;
  }
}
