import { CanvasView } from "../../view/canvas_view.js";
import { byId, setText } from "../../ui/dom.js";
import { drawsInSoftware } from "../../stream/frame_grab.js";
import { factsWords, noteWords } from "../items/result_text.js";

/**
 * @typedef {import("../../protocol/pose_decoder.js").DecodedPose} DecodedPose
 * @typedef {import("../../view/scene_view.js").SceneView} SceneView
 * @typedef {import("./result_loader.js").Shown} Shown
 */

/** In 3D, a step of the timeline longer than this is a jump: the floor is found anew there. */
const JUMP_MS = 500;

/** Draws a frame of a result: the picture with its skeletons, and the figures in 3D beside it. */
export class ResultView {
  #canvas;
  #scheduled = false;
  /** @type {SceneView | null} */
  space = null;
  /** @type {Shown | null} */
  #shown = null;
  #index = 0;
  #least = 0;
  /** @type {number | null} who is shown in 3D; null for all */
  #whom = null;
  #spaceTime = NaN;

  constructor() {
    const stage = byId("stage", HTMLElement);
    this.#canvas = new CanvasView(byId("overlay", HTMLCanvasElement), { inMemory: drawsInSoftware() });
    new ResizeObserver(() => this.redraw()).observe(stage);
  }

  get index() {
    return this.#index;
  }

  /** What stands on the canvas now, for tests and the curious. */
  get drawn() {
    return this.#canvas.drawn;
  }

  /** @param {Shown} shown */
  open(shown) {
    this.#forgetPicture();
    this.#shown = shown;
    this.#index = 0;
    this.#whom = null;
    this.space?.clear();
    this.#spaceTime = NaN;
    this.draw(0);
    setText(byId("facts", HTMLElement), factsWords(shown.table));
    const { kind, file, progress } = shown.item;
    return noteWords(shown.table, shown.ground, kind, file !== null, progress.job?.note);
  }

  close() {
    this.#forgetPicture();
    this.#shown = null;
    this.#canvas.clear();
    this.space?.clear();
    byId("space-empty", HTMLElement).hidden = false;
    byId("legend", HTMLElement).hidden = true;
  }

  /** @param {number} least visibility that is shown */
  showFrom(least) {
    this.#least = least;
    this.redraw();
  }

  /** @param {number | null} whom id of the only person in 3D; null for all */
  showWhom(whom) {
    this.#whom = whom;
    this.space?.clear();
    this.#spaceTime = NaN;
    this.redraw();
  }

  /** At once, so that the skeleton comes to the screen together with its frame. @param {number} index */
  draw(index) {
    const shown = this.#shown;
    if (!shown) return;
    const picture = shown.bitmap ?? shown.player?.picture ?? null;
    // In the middle of a jump there is none for a moment: what stands there stays until the player has arrived.
    if (!picture && shown.ground !== "ground") return;
    this.#index = index;
    const pose = shown.table.poseAt(index);
    this.#drawPicture(shown.ground, picture, pose);
    this.#drawSpace(pose);
  }

  /** The same frame again, at the screen's next turn. */
  redraw() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.draw(this.#index);
    });
  }

  /**
   * @param {Shown["ground"]} ground
   * @param {CanvasImageSource | null} picture
   * @param {DecodedPose} pose
   */
  #drawPicture(ground, picture, pose) {
    const drawnAlready = ground === "annotated";
    const onGround = ground === "ground";
    this.#canvas.draw(drawnAlready ? { ...pose, people: [] } : pose, { picture, mirrored: false, onGround, least: this.#least });
    byId("legend", HTMLElement).hidden = pose.people.length === 0;
  }

  /** @param {DecodedPose} pose */
  #drawSpace(pose) {
    const people = pose.people.filter(({ id }) => this.#whom === null || id === this.#whom);
    byId("space-empty", HTMLElement).hidden = people.length > 0;
    // The floor follows the feet smoothly as time goes on, which it does not after a jump.
    const ahead = pose.t - this.#spaceTime;
    if (!(ahead >= 0 && ahead < JUMP_MS)) this.space?.jump();
    this.#spaceTime = pose.t;
    this.space?.show({ ...pose, people }, false, pose.t, this.#least);
  }

  #forgetPicture() {
    this.#shown?.bitmap?.close();
  }
}
