import { AdaptiveQuality } from "./adaptive_quality.js";
import { transferMs } from "./latency.js";
import { ANSWER_TIMEOUT_MS, InFlight, LOADING_TIMEOUT_MS } from "./in_flight.js";
import { frameSize } from "./frame_grab.js";
import { decodePose } from "../protocol/pose_decoder.js";
import { grabbedSize } from "./frame_grab.js";
import { ProblemCode } from "../protocol/wire.js";

/**
 * @typedef {import("./in_flight.js").CapturedFrame<import("./frame_grab.js").GrabbedFrame> & {answeredAt: number}} AnsweredFrame
 * @typedef {import("../protocol/pose_decoder.js").DecodedPose} DecodedPose
 */

/**
 * @typedef {object} StreamParts
 * @property {(bitmap: import("./frame_grab.js").GrabbedFrame, size: [number, number], quality: number) =>
 *     Promise<import("./jpeg_encoder.js").EncodedFrame>} encode transfers the bitmap, and back with its result
 * @property {(frame: import("../protocol/wire.js").Frame) => void} send
 * @property {() => number} clock ms
 * @property {(pose: DecodedPose, frame: AnsweredFrame) => void} onPose the receiver closes the frame's bitmap
 * @property {(error: unknown) => void} onError
 */

/** t must rise even if the browser gives two frames the same time, ms. */
const SMALLEST_STEP_MS = 0.1;

/** Moves frames through the page: source → JPEG → server → pose. */
export class FrameStream {
  #parts;
  #inFlight = /** @type {InFlight<import("./frame_grab.js").GrabbedFrame>} */ (new InFlight());
  #quality = new AdaptiveQuality();
  #limits = { frame_bytes: Infinity, frame_pixels: Infinity, fps: 120 };
  #open = false;
  #t = 0;
  /** Counts interruptions: a frame whose encoding began before one is of no use after it. */
  #generation = 0;
  /** When the oldest frame was sent that no pose has followed; NaN when there is none. */
  #unansweredSince = NaN;
  /** The first seq since the last change of model. */
  #firstOfModel = 0;
  #loadingModel = false;
  /** @type {{size: [number, number], quality: number} | null} of the newest encoded frame */
  sending = null;

  /** @param {StreamParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * @param {import("../protocol/wire.js").Limits} limits
   * @param {number} [lastSeq] of this session's newest frame at the server, which may be from before a reload
   */
  opened(limits, lastSeq = -1) {
    this.#inFlight.continueAfter(lastSeq);
    this.#limits = limits;
    this.#inFlight.limitRate(limits.fps);
    this.#open = true;
  }

  /** Stops sending until the connection is open again. */
  closed() {
    this.#open = false;
    this.interrupt();
  }

  /** Drops all frames on their way, because their source has ended or the tab is hidden. */
  interrupt() {
    this.#generation += 1;
    this.#inFlight.clear();
    this.#unansweredSince = NaN;
  }

  /** Waits longer for the next pose, because the server loads another model. */
  modelChanged() {
    this.#firstOfModel = this.#inFlight.seq + 1;
    this.#loadingModel = true;
  }

  /** Says whether this frame was sent since the last change of model. @param {number} seq */
  isOfThisModel(seq) {
    return seq >= this.#firstOfModel;
  }

  /** Is the newly chosen model still without a pose? */
  get loadingModel() {
    return this.#loadingModel;
  }

  /** How long the server has owed a pose, ms; 0 while it owes none. */
  get silentForMs() {
    return Number.isNaN(this.#unansweredSince) ? 0 : this.#parts.clock() - this.#unansweredSince;
  }

  /**
   * Sends the source's new frame if there is room for it.
   *
   * @param {() => Promise<import("./frame_grab.js").GrabbedFrame>} grab
   * @param {number} t camera clock, ms
   */
  async offer(grab, t) {
    this.#sendWaiting();
    const grabbedAt = this.#parts.clock();
    if (!this.#open || !this.#inFlight.wantsFrame(grabbedAt)) return;
    this.#inFlight.encodingStarted(grabbedAt);
    const frame = await this.#encode(grab, t, grabbedAt, this.#generation);
    this.#inFlight.encodingEnded(frame, this.#parts.clock());
    this.#sendWaiting();
  }

  /** Handles an answer with a pose. @param {import("../protocol/wire.js").Pose} wire */
  answeredWithPose(wire) {
    const now = this.#parts.clock();
    const frame = this.#inFlight.answered(wire.seq, now);
    this.#unansweredSince = NaN;
    if (this.isOfThisModel(wire.seq)) this.#loadingModel = false;
    this.#sendWaiting();
    if (!frame) return;
    this.#quality.answered(transferMs(now - frame.sentAt, wire.ms), now);
    try {
      this.#parts.onPose(decodePose(wire), { ...frame, answeredAt: now });
    } catch (error) {
      frame.bitmap.close();
      this.#parts.onError(error);
    }
  }

  /**
   * Handles an answer without a pose.
   *
   * @param {number} seq
   * @param {string} why a DropReason or a ProblemCode
   */
  answeredWithout(seq, why) {
    this.#inFlight.answered(seq, this.#parts.clock())?.bitmap.close();
    if (why === ProblemCode.MODEL_UNAVAILABLE && this.isOfThisModel(seq)) this.#loadingModel = false;
    if (why === ProblemCode.FRAME_TOO_LARGE || why === ProblemCode.FRAME_TOO_MANY_PIXELS) this.#quality.refused();
    this.#sendWaiting();
  }

  /** Drops a frame whose answer is overdue, so that the next can go. Call a few times a second. */
  dropOverdue() {
    const timeoutMs = this.loadingModel ? LOADING_TIMEOUT_MS : ANSWER_TIMEOUT_MS;
    if (this.#inFlight.expire(this.#parts.clock(), timeoutMs)) this.#quality.refused();
    this.#sendWaiting();
  }

  /**
   * @param {() => Promise<import("./frame_grab.js").GrabbedFrame>} grab
   * @param {number} t
   * @param {number} grabbedAt
   * @param {number} generation
   * @returns {Promise<import("./in_flight.js").CapturedFrame<import("./frame_grab.js").GrabbedFrame> | null>} null when it is not needed any more
   */
  async #encode(grab, t, grabbedAt, generation) {
    const { longSide, quality } = this.#quality.step;
    try {
      const grabbed = await grab();
      const size = frameSize(...grabbedSize(grabbed), longSide, this.#limits.frame_pixels);
      const { bitmap, jpeg } = await this.#parts.encode(grabbed, size, quality);
      const frame = { seq: 0, t, bitmap, jpeg, grabbedAt, encodedAt: this.#parts.clock(), sentAt: NaN };
      if (generation === this.#generation && this.#fits(jpeg)) {
        this.sending = { size, quality };
        return frame;
      }
      bitmap.close();
    } catch (error) {
      // A source that was stopped meanwhile cannot give its frame, which is not needed either.
      if (generation === this.#generation) this.#parts.onError(error);
    }
    return null;
  }

  /** @param {ArrayBuffer} jpeg */
  #fits(jpeg) {
    const fits = jpeg.byteLength <= this.#limits.frame_bytes;
    if (!fits) this.#quality.refused();
    return fits;
  }

  #sendWaiting() {
    if (!this.#open) return;
    const frame = this.#inFlight.takeForSending(this.#parts.clock());
    if (!frame) return;
    if (Number.isNaN(this.#unansweredSince)) this.#unansweredSince = frame.sentAt;
    this.#t = Math.max(frame.t, this.#t + SMALLEST_STEP_MS);
    this.#parts.send({ seq: frame.seq, t: this.#t, jpeg: frame.jpeg });
  }
}
