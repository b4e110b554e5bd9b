import { DelayMeter, delayOf, watchedDelay } from "../stream/latency.js";
import { Latest } from "../protocol/latest.js";

/**
 * @typedef {import("../stream/frame_stream.js").AnsweredFrame} AnsweredFrame
 * @typedef {import("../protocol/pose_decoder.js").DecodedPose} DecodedPose
 * @typedef {import("../stream/latency.js").Delay} Delay
 */

/**
 * @typedef {object} PresenterParts
 * @property {import("./canvas_view.js").CanvasView} canvasView
 * @property {() => {glued: boolean, mirrored: boolean}} how
 * @property {() => number} clock ms
 * @property {(covered: boolean) => void} cover is the live picture under an opaque one?
 * @property {(people: number) => void} onPeople how many stand in the 3D view now
 */

const NO_JPEG = new ArrayBuffer(0);
/** Stands in the place of a picture that was not shared. */
const NO_PICTURE = /** @type {ImageBitmap} */ ({ width: 0, height: 0, close: () => {} });

/** Shows the newest pose in both views at the screen's next turn, and measures how late it is. */
export class PosePresenter {
  #parts;
  /** @type {Latest<{pose: DecodedPose, picture: import("../stream/frame_grab.js").GrabbedFrame}>} */
  #latest = new Latest();
  /** @type {AnsweredFrame | null} the frame of the newest pose until it is drawn once */
  #undrawn = null;
  #scheduled = false;
  /** @type {"ground" | "picture" | null} what stands behind another device's pose; null for this one's */
  #watched = null;
  meter = new DelayMeter();
  /** When the first pose without a person came after the last one with somebody; NaN while that is not so. */
  #emptySince = NaN;
  /** @type {Delay | null} of the newest drawn pose */
  lastDelay = null;
  /** @type {import("./scene_view.js").SceneView | null} null where there is no 3D */
  spaceView = null;
  /** @type {((pose: DecodedPose, delay: Delay) => void)[]} */
  #drawnListeners = [];

  /** @param {PresenterParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Calls the listener for each pose, right after it was drawn. @param {(pose: DecodedPose, delay: Delay) => void} listener */
  onDrawn(listener) {
    this.#drawnListeners.push(listener);
  }

  /** @returns {DecodedPose | null} */
  get pose() {
    return this.#latest.peek()?.pose ?? null;
  }

  /**
   * @param {DecodedPose} pose
   * @param {AnsweredFrame} frame
   */
  show(pose, frame) {
    if (!Number.isNaN(frame.sentAt)) this.#watched = null;
    this.#latest.put({ pose, picture: frame.picture })?.picture.close();
    this.#undrawn = frame;
    if (pose.people.length > 0) this.#emptySince = NaN;
    else if (Number.isNaN(this.#emptySince)) this.#emptySince = frame.answeredAt;
    this.redraw();
  }

  /**
   * Shows a pose of another device's camera.
   *
   * @param {DecodedPose} pose
   * @param {import("../stream/frame_grab.js").GrabbedFrame | null} picture null: the pose stands on plain ground
   */
  watch(pose, picture) {
    const now = this.#parts.clock();
    this.#watched = picture === null ? "ground" : "picture";
    this.show(pose, {
      ...{ seq: pose.seq, t: pose.t, jpeg: NO_JPEG, picture: picture ?? NO_PICTURE },
      ...{ takenAt: NaN, encodedAt: NaN, sentAt: NaN, answeredAt: now },
    });
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
    this.#latest.take()?.picture.close();
    this.#watched = null;
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
    const current = this.#latest.peek();
    if (!current) {
      this.#parts.canvasView.clear();
      return;
    }
    const { glued, mirrored } = this.#parts.how();
    const hasPicture = this.#watched ? this.#watched === "picture" : glued;
    this.#parts.canvasView.draw(current.pose, {
      picture: hasPicture ? current.picture : null,
      mirrored,
      onGround: this.#watched === "ground",
    });
    this.#parts.cover(hasPicture);
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
    this.lastDelay = this.#watched ? watchedDelay(frame.answeredAt, pose.ms, drawnAt) : delayOf(frame, pose.ms, drawnAt);
    this.meter.add(this.lastDelay, drawnAt);
    for (const listener of this.#drawnListeners) listener(pose, this.lastDelay);
  }
}
