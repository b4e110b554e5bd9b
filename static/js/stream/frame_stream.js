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
 * @property {(picture: import("./frame_grab.js").GrabbedFrame, size: [number, number], quality: number) =>
 *     Promise<import("./jpeg_encoder.js").EncodedPicture>} encode takes the picture and gives it back
 * @property {(frame: import("../protocol/wire.js").Frame) => void} send
 * @property {() => number} clock ms
 * @property {(pose: DecodedPose, frame: AnsweredFrame) => void} onPose the frame's picture is the receiver's to close
 * @property {(error: unknown) => void} onError
 */

/** t must rise even if the browser gives two frames the same time, ms. */
const SMALLEST_STEP_MS = 0.1;

/** The way of a frame through the page: source → JPEG → server → pose. */
export class FrameStream {
  #parts;
  #flow = /** @type {InFlight<import("./frame_grab.js").GrabbedFrame>} */ (new InFlight());
  #quality = new AdaptiveQuality();
  #limits = { frame_bytes: Infinity, frame_pixels: Infinity, fps: 120 };
  #open = false;
  #t = 0;
  /** Counts interruptions: a frame that was begun before one is of no use after it. */
  #generation = 0;
  /** When the oldest frame went out that no pose has followed; NaN when there is none. */
  #unansweredSince = NaN;
  /** The first seq since the last change of model. */
  #firstOfModel = 0;
  #loadingModel = false;
  /** @type {{size: [number, number], quality: number} | null} what goes out now */
  sending = null;

  /** @param {StreamParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * @param {import("../protocol/wire.js").Limits} limits
   * @param {number} [lastSeq] that the server took in from this session, perhaps before the page was loaded again
   */
  opened(limits, lastSeq = -1) {
    this.#flow.continueAfter(lastSeq);
    this.#limits = limits;
    this.#flow.limitRate(limits.fps);
    this.#open = true;
  }

  /** The connection is gone: nothing goes out until it is back. */
  closed() {
    this.#open = false;
    this.interrupt();
  }

  /** Forgets all frames on their way, because their source has ended or the tab is hidden. */
  interrupt() {
    this.#generation += 1;
    this.#flow.clear();
    this.#unansweredSince = NaN;
  }

  /** The server was told to use another model; its first answer may take long. */
  modelChanged() {
    this.#firstOfModel = this.#flow.seq + 1;
    this.#loadingModel = true;
  }

  /** Was this frame sent since the last change of model? @param {number} seq */
  isOfThisModel(seq) {
    return seq >= this.#firstOfModel;
  }

  /** Has the newly chosen model not given a pose yet? */
  get loadingModel() {
    return this.#loadingModel;
  }

  /** How long the server has owed a pose, ms; 0 while nothing is asked of it. */
  get silentForMs() {
    return Number.isNaN(this.#unansweredSince) ? 0 : this.#parts.clock() - this.#unansweredSince;
  }

  /**
   * The source has a new picture; it goes out if there is room for it.
   *
   * @param {() => Promise<import("./frame_grab.js").GrabbedFrame>} take
   * @param {number} t camera clock, ms
   */
  async offer(take, t) {
    this.#sendWaiting();
    const takenAt = this.#parts.clock();
    if (!this.#open || !this.#flow.wantsFrame(takenAt)) return;
    this.#flow.encodingStarted(takenAt);
    const frame = await this.#encoded(take, t, takenAt, this.#generation);
    this.#flow.encodingEnded(frame, this.#parts.clock());
    this.#sendWaiting();
  }

  /** @param {import("../protocol/wire.js").Pose} wire */
  answeredWithPose(wire) {
    const now = this.#parts.clock();
    const frame = this.#flow.answered(wire.seq, now);
    this.#unansweredSince = NaN;
    if (this.isOfThisModel(wire.seq)) this.#loadingModel = false;
    this.#sendWaiting();
    if (!frame) return;
    this.#quality.answered(transferMs(now - frame.sentAt, wire.ms), now);
    try {
      this.#parts.onPose(decodePose(wire), { ...frame, answeredAt: now });
    } catch (error) {
      frame.picture.close();
      this.#parts.onError(error);
    }
  }

  /**
   * The server had no pose for this frame, and said so.
   *
   * @param {number} seq
   * @param {string} why a DropReason or a ProblemCode
   */
  answeredWithout(seq, why) {
    this.#flow.answered(seq, this.#parts.clock())?.picture.close();
    if (why === ProblemCode.MODEL_UNAVAILABLE && this.isOfThisModel(seq)) this.#loadingModel = false;
    if (why === ProblemCode.FRAME_TOO_LARGE || why === ProblemCode.FRAME_TOO_MANY_PIXELS) this.#quality.refused();
    this.#sendWaiting();
  }

  /** Call now and then: frees the way of a frame that was never answered. */
  watch() {
    const timeoutMs = this.loadingModel ? LOADING_TIMEOUT_MS : ANSWER_TIMEOUT_MS;
    if (this.#flow.expire(this.#parts.clock(), timeoutMs)) this.#quality.refused();
    this.#sendWaiting();
  }

  /**
   * @param {() => Promise<import("./frame_grab.js").GrabbedFrame>} take
   * @param {number} t
   * @param {number} takenAt
   * @param {number} generation
   * @returns {Promise<import("./in_flight.js").CapturedFrame<import("./frame_grab.js").GrabbedFrame> | null>} null when it is of no use
   */
  async #encoded(take, t, takenAt, generation) {
    const { longSide, quality } = this.#quality.step;
    try {
      const taken = await take();
      const size = frameSize(...grabbedSize(taken), longSide, this.#limits.frame_pixels);
      const { picture, jpeg } = await this.#parts.encode(taken, size, quality);
      const frame = { seq: 0, t, picture, jpeg, takenAt, encodedAt: this.#parts.clock(), sentAt: NaN };
      if (generation === this.#generation && this.#fits(jpeg)) {
        this.sending = { size, quality };
        return frame;
      }
      picture.close();
    } catch (error) {
      // A source that was stopped meanwhile cannot give its picture, and nobody needs it.
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
    const frame = this.#flow.takeForSending(this.#parts.clock());
    if (!frame) return;
    if (Number.isNaN(this.#unansweredSince)) this.#unansweredSince = frame.sentAt;
    this.#t = Math.max(frame.t, this.#t + SMALLEST_STEP_MS);
    this.#parts.send({ seq: frame.seq, t: this.#t, jpeg: frame.jpeg });
  }
}
