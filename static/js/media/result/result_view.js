import { CanvasView } from "../../view/canvas_view.js";
import { byId, setText } from "../../ui/dom.js";
import { drawsInSoftware } from "../../stream/frame_grab.js";
import { factsText } from "../items/result_text.js";

/**
 * @typedef {import("../../protocol/pose_decoder.js").DecodedPose} DecodedPose
 * @typedef {import("../../view/scene_view.js").SceneView} SceneView
 * @typedef {import("./result_loader.js").Result} Result
 */

/** A step in time longer than this is a jump: the 3D view then finds the floor again, instead of moving it smoothly. */
const JUMP_MS = 500;

/** Draws a frame of a result: the picture with its skeletons, and the figures in 3D. */
export class ResultView {
  #canvas;
  #scheduled = false;
  /** @type {SceneView | null} */
  #scene = null;
  /** @type {Result | null} */
  #result = null;
  #index = 0;
  #minVisibility = 0;
  /** @type {number | null} id of the only person in 3D; null for all */
  #person = null;
  #sceneTime = NaN;

  constructor() {
    const stage = byId("stage", HTMLElement);
    this.#canvas = new CanvasView(byId("overlay", HTMLCanvasElement), { inMemory: drawsInSoftware() });
    new ResizeObserver(() => this.redraw()).observe(stage);
  }

  get index() {
    return this.#index;
  }

  /** @param {SceneView | null} scene null where the browser has no 3D */
  showScene(scene) {
    this.#scene = scene;
    this.redraw();
  }

  resetScene() {
    this.#scene?.reset();
  }

  /** What is drawn on the canvas, for tests. */
  get drawn() {
    return this.#canvas.drawn;
  }

  /** @param {Result} result */
  open(result) {
    this.#closePicture();
    this.#result = result;
    this.#index = 0;
    this.#person = null;
    this.#scene?.clear();
    this.#sceneTime = NaN;
    this.draw(0);
    setText(byId("facts", HTMLElement), factsText(result.table));
  }

  close() {
    this.#closePicture();
    this.#result = null;
    this.#canvas.clear();
    this.#scene?.clear();
    byId("space-empty", HTMLElement).hidden = false;
    byId("legend", HTMLElement).hidden = true;
  }

  /** Leaves out points of a lower visibility. @param {number} minVisibility 0..1 */
  showThreshold(minVisibility) {
    this.#minVisibility = minVisibility;
    this.redraw();
  }

  /** Shows one person in 3D. @param {number | null} id null for all */
  showPerson(id) {
    this.#person = id;
    this.#scene?.clear();
    this.#sceneTime = NaN;
    this.redraw();
  }

  /** Draws a frame at once, so that picture and skeleton appear together. @param {number} index */
  draw(index) {
    const result = this.#result;
    if (!result) return;
    const picture = result.bitmap ?? result.player?.picture ?? null;
    // While a video seeks it has no picture: the frame before stays until then.
    if (!picture && result.background !== "none") return;
    this.#index = index;
    const pose = result.table.poseAt(index);
    this.#drawPicture(result.background, picture, pose);
    this.#drawScene(pose);
  }

  /** Draws the same frame again, with the screen's next refresh. */
  redraw() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.draw(this.#index);
    });
  }

  /**
   * @param {Result["background"]} background
   * @param {CanvasImageSource | null} picture
   * @param {DecodedPose} pose
   */
  #drawPicture(background, picture, pose) {
    // The annotated picture has its skeletons already.
    const people = background === "annotated" ? [] : pose.people;
    const how = { picture, mirrored: false, onGround: background === "none", least: this.#minVisibility };
    this.#canvas.draw({ ...pose, people }, how);
    byId("legend", HTMLElement).hidden = pose.people.length === 0;
  }

  /** @param {DecodedPose} pose */
  #drawScene(pose) {
    const people = pose.people.filter(({ id }) => this.#person === null || id === this.#person);
    byId("space-empty", HTMLElement).hidden = people.length > 0;
    const ahead = pose.t - this.#sceneTime;
    if (!(ahead >= 0 && ahead < JUMP_MS)) this.#scene?.jump();
    this.#sceneTime = pose.t;
    this.#scene?.show({ ...pose, people }, false, pose.t, this.#minVisibility);
  }

  #closePicture() {
    this.#result?.bitmap?.close();
  }
}
