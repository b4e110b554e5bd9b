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

/** Above this, one step down, ms: a skeleton that trails by more than a quarter of a second feels broken. */
export const TARGET_MS = 150;
/** Below this share of the target, one step up is tried; the gap between the two prevents oscillation. */
const UP_SHARE = 0.6;
/** EWMA weight of the newest round trip; a higher one reacts faster, also to single slow frames. */
const EWMA_WEIGHT = 0.25;
/** Answers to wait for after a step before the next; the first ones still belong to the step before. */
const ANSWERS_TO_JUDGE = 5;
/** Round trips must be short for this long before a step up, ms. */
const RECOVER_AFTER_MS = 4000;
/** A step up that had to be undone doubles the time until the next one, up to this, ms. */
const LONGEST_RECOVER_MS = 60_000;

/**
 * Chooses the size and quality of the frames: lower in steps while the connection is slow, higher again afterwards.
 *
 * It looks at the part of the round trip that a smaller frame can shorten (transfer and decoding), not at the time of the
 * pose networks: smaller frames would cost precision and save nothing there.
 */
export class AdaptiveQuality {
  #step = 0;
  #answers = 0;
  #meanMs = 0;
  #shortSince = Infinity;
  #recoverAfter = RECOVER_AFTER_MS;
  #lastStepWasUp = false;

  /** @returns {QualityStep} */
  get step() {
    return /** @type {QualityStep} */ (QUALITY_STEPS[this.#step]);
  }

  /**
   * Judges an answer.
   *
   * @param {number} transferMs the round trip without the server's queue and networks
   * @param {number} now ms
   */
  answered(transferMs, now) {
    this.#answers += 1;
    this.#meanMs = this.#answers === 1 ? transferMs : this.#meanMs + EWMA_WEIGHT * (transferMs - this.#meanMs);
    if (this.#meanMs > UP_SHARE * TARGET_MS) this.#shortSince = Infinity;
    else this.#shortSince = Math.min(this.#shortSince, now);
    if (this.#answers < ANSWERS_TO_JUDGE) return;
    if (this.#meanMs > TARGET_MS) this.#down();
    else if (now - this.#shortSince >= this.#recoverAfter) this.#up();
  }

  /** Goes one step down at once, because a frame was too large or had no answer. */
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
    this.#shortSince = Infinity;
  }
}
