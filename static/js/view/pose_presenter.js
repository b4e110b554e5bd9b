import { DelayMeter, delayOf, remoteDelay } from "../stream/latency.js";
import { Latest } from "../protocol/latest.js";

/**
 * @typedef {import("../stream/frame_stream.js").AnsweredFrame} AnsweredFrame
 * @typedef {import("../protocol/pose_decoder.js").DecodedPose} DecodedPose
 * @typedef {import("../stream/latency.js").Delay} Delay
 */

/**
 * @typedef {object} PresenterParts
 * @property {import("./canvas_view.js").CanvasView} canvasView
 * @property {() => {glued: boolean, mirrored: boolean}} display glued: each pose is drawn on its own frame
 * @property {() => number} clock ms
 * @property {(covered: boolean) => void} cover called with whether the canvas hides the live picture
 * @property {(people: number) => void} onPeople called with the number of people in the 3D view
 */

const NO_JPEG = new ArrayBuffer(0);
/** Takes the place of a picture that was not shared. */
const NO_PICTURE = /** @type {ImageBitmap} */ ({ width: 0, height: 0, close: () => {} });

/** Shows the newest pose in both views at the screen's next repaint, and measures its delay. */
export class PosePresenter {
  #parts;
  /** @type {Latest<{pose: DecodedPose, picture: import("../stream/frame_grab.js").GrabbedFrame}>} */
  #latest = new Latest();
  /** @type {AnsweredFrame | null} the frame of the newest pose until it is drawn once */
  #undrawn = null;
  #scheduled = false;
  /** @type {"ground" | "picture" | null} what is behind a remote camera's pose; null for this page's camera */
  #remote = null;
  meter = new DelayMeter();
  /** When the first of the newest, empty poses came; NaN while the newest one has people. */
  #emptySince = NaN;
  /** @type {Delay | null} of the newest drawn pose */
  lastDelay = null;
  /** @type {import("./scene_view.js").SceneView | null} null where there is no 3D */
  sceneView = null;
  /** @type {((pose: DecodedPose, delay: Delay) => void)[]} */
  #drawnListeners = [];

  /** @param {PresenterParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Calls the listener once for each pose, right after it was drawn. @param {(pose: DecodedPose, delay: Delay) => void} listener */
  onDrawn(listener) {
    this.#drawnListeners.push(listener);
  }

  /** Shows poses in 3D, too, from now on. @param {import("./scene_view.js").SceneView | null} sceneView null where there is no 3D */
  showScene(sceneView) {
    this.sceneView = sceneView;
    this.redraw();
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
    if (!Number.isNaN(frame.sentAt)) this.#remote = null;
    this.#latest.put({ pose, picture: frame.bitmap })?.picture.close();
    this.#undrawn = frame;
    if (pose.people.length > 0) this.#emptySince = NaN;
    else if (Number.isNaN(this.#emptySince)) this.#emptySince = frame.answeredAt;
    this.redraw();
  }

  /**
   * Shows a pose of a remote camera.
   *
   * @param {DecodedPose} pose
   * @param {import("../stream/frame_grab.js").GrabbedFrame | null} picture null: a plain background
   */
  showRemote(pose, picture) {
    const now = this.#parts.clock();
    this.#remote = picture === null ? "ground" : "picture";
    this.show(pose, {
      ...{ seq: pose.seq, t: pose.t, jpeg: NO_JPEG, bitmap: picture ?? NO_PICTURE },
      ...{ grabbedAt: NaN, encodedAt: NaN, sentAt: NaN, answeredAt: now },
    });
  }

  /** How long poses have been empty, ms; 0 before the first one. */
  get emptyForMs() {
    return Number.isNaN(this.#emptySince) ? 0 : this.#parts.clock() - this.#emptySince;
  }

  /** Draws at the screen's next repaint: a newer pose, or the same one after a change of size or settings. */
  redraw() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  /** Shows no pose any more, only the live picture if there is one. */
  clear() {
    this.#latest.take()?.picture.close();
    this.#remote = null;
    this.#undrawn = null;
    this.#emptySince = NaN;
    this.meter.clear();
    this.lastDelay = null;
    this.#parts.canvasView.clear();
    this.#parts.cover(false);
    this.#parts.onPeople(0);
    this.sceneView?.clear();
  }

  #draw() {
    const current = this.#latest.peek();
    if (!current) {
      this.#parts.canvasView.clear();
      return;
    }
    const { glued, mirrored } = this.#parts.display();
    const hasPicture = this.#remote ? this.#remote === "picture" : glued;
    this.#parts.canvasView.draw(current.pose, {
      picture: hasPicture ? current.picture : null,
      mirrored,
      onGround: this.#remote === "ground",
    });
    this.#parts.cover(hasPicture);
    this.#parts.onPeople(current.pose.people.length);
    this.sceneView?.show(current.pose, mirrored, this.#parts.clock());
    if (this.#undrawn) this.#measure(this.#undrawn, current.pose);
    this.#undrawn = null;
  }

  /**
   * @param {AnsweredFrame} frame
   * @param {DecodedPose} pose
   */
  #measure(frame, pose) {
    const drawnAt = this.#parts.clock();
    this.lastDelay = this.#remote ? remoteDelay(frame.answeredAt, pose.ms, drawnAt) : delayOf(frame, pose.ms, drawnAt);
    this.meter.add(this.lastDelay, drawnAt);
    for (const listener of this.#drawnListeners) listener(pose, this.lastDelay);
  }
}
