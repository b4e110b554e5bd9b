import { DelayMeter, delayOf } from "./delay.js";
import { LatestPose } from "./latest_pose.js";

/**
 * @typedef {import("./frame_stream.js").AnsweredFrame} AnsweredFrame
 * @typedef {import("./latest_pose.js").DecodedPose} DecodedPose
 * @typedef {import("./delay.js").Delay} Delay
 */

/**
 * @typedef {object} PainterParts
 * @property {import("./canvas_view.js").CanvasView} canvasView
 * @property {() => {glued: boolean, mirrored: boolean}} how
 * @property {() => number} clock ms
 * @property {(covered: boolean) => void} cover is the live picture under an opaque one?
 * @property {(people: number) => void} onPeople how many stand in the 3D view now
 */

/** Shows the newest pose in both views at the screen's next turn, and measures how late it is. */
export class PosePainter {
  #parts;
  #latest = /** @type {LatestPose<import("./shot.js").Shot>} */ (new LatestPose());
  /** @type {AnsweredFrame | null} the frame of the newest pose until it is drawn once */
  #undrawn = null;
  #scheduled = false;
  meter = new DelayMeter();
  /** When the first pose without a person came after the last one with somebody; NaN while that is not so. */
  #emptySince = NaN;
  /** @type {Delay | null} of the newest drawn pose */
  lastDelay = null;
  /** @type {import("./space_view.js").SpaceView | null} null where there is no 3D */
  spaceView = null;

  /** @param {PainterParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @returns {DecodedPose | null} */
  get pose() {
    return this.#latest.current?.pose ?? null;
  }

  /**
   * @param {DecodedPose} pose
   * @param {AnsweredFrame} frame
   */
  show(pose, frame) {
    this.#latest.set(pose, frame.picture);
    this.#undrawn = frame;
    if (pose.people.length > 0) this.#emptySince = NaN;
    else if (Number.isNaN(this.#emptySince)) this.#emptySince = frame.answeredAt;
    this.redraw();
  }

  /** How long poses have come without anybody in them, ms; 0 before the first one. */
  get emptyForMs() {
    return Number.isNaN(this.#emptySince) ? 0 : this.#parts.clock() - this.#emptySince;
  }

  /** Draws at the screen's next turn: a newer pose, or the same one after a change of size or settings. */
  redraw() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  /** Nothing to show any more: the live picture, or nothing, stands there alone. */
  clear() {
    this.#latest.clear();
    this.#undrawn = null;
    this.#emptySince = NaN;
    this.meter.clear();
    this.lastDelay = null;
    this.#parts.canvasView.clear();
    this.#parts.cover(false);
    this.#parts.onPeople(0);
    this.spaceView?.clear();
  }

  #draw() {
    const current = this.#latest.current;
    if (!current) {
      this.#parts.canvasView.clear();
      return;
    }
    const { glued, mirrored } = this.#parts.how();
    this.#parts.canvasView.draw(current.pose, { picture: glued ? current.picture : null, mirrored });
    this.#parts.cover(glued);
    this.#parts.onPeople(current.pose.people.length);
    this.spaceView?.show(current.pose, mirrored, this.#parts.clock());
    if (this.#undrawn) this.#measure(this.#undrawn, current.pose);
    this.#undrawn = null;
  }

  /**
   * @param {AnsweredFrame} frame
   * @param {DecodedPose} pose
   */
  #measure(frame, pose) {
    const drawnAt = this.#parts.clock();
    this.lastDelay = delayOf(frame, pose.ms, drawnAt);
    this.meter.add(this.lastDelay, drawnAt);
    document.dispatchEvent(new CustomEvent("posecast:pose", { detail: { seq: pose.seq, delay: this.lastDelay } }));
  }
}
