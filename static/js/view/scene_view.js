import {
  Color,
  DirectionalLight,
  Fog,
  GridHelper,
  HemisphereLight,
  MathUtils,
  PerspectiveCamera,
  Scene,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { isGuess, isHidden } from "../protocol/skeleton.js";
import { SpaceFigure } from "./scene_figure.js";
import { FloorLevel, hipHeight, placeAside, worldToThree } from "./world_to_three.js";

/** @typedef {import("../protocol/pose_decoder.js").DecodedPose} DecodedPose */
/**
 * @typedef {object} SpaceOptions
 * @property {() => void} onLost
 * @property {() => void} onBack
 * @property {boolean} reducedMotion
 * @property {boolean} [transparent] another page shows through: the figure stands there alone
 */

const SCREEN = "#12171c";
const FLOOR_SIZE_M = 8;
const GRID_STEP_M = 0.5;
const FIELD_OF_VIEW = 38;
/** What must fit into the view at first: a person with raised arms, metres. */
const SUBJECT_HEIGHT_M = 2.3;
const SUBJECT_WIDTH_M = 2.1;
/** How much of it each outermost of several people needs beyond the middle: most do not stretch their arms out. */
const GROUP_MARGIN_M = 0.95;
const LOOK_AT_HEIGHT_M = 0.86;
/** A little from the side and above, so that depth shows at once. */
const START_TURN = MathUtils.degToRad(18);
const START_RISE = MathUtils.degToRad(9);
/** Finer than this costs phones much and shows little. */
const FINEST_PIXEL_RATIO = 2;
/** The fog begins and ends so far behind what is looked at, metres. */
const FOG_BEGINS_M = 1.1;
const FOG_ENDS_M = 8.1;
const CLEAR_M = 6;
/** Far enough back for eight people beside each other in a narrow view. */
const FARTHEST_M = 24;

/** The skeleton in metres on a floor. Renders only when something changed. */
export class SceneView {
  #canvas;
  #renderer;
  #controls;
  #scene = new Scene();
  #camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.05, 40);
  /** @type {SpaceFigure[]} */
  #figures = [];
  /** @type {Map<number, FloorLevel>} */
  #floors = new Map();
  #scheduled = false;
  #lost = false;
  #touched = false;
  /** Half the width that must fit into the view, metres. */
  #reach = SUBJECT_WIDTH_M / 2;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {SpaceOptions} options
   * @throws {Error} where there is no WebGL
   */
  constructor(canvas, { onLost, onBack, reducedMotion, transparent = false }) {
    this.#canvas = canvas;
    this.#renderer = new WebGLRenderer({ canvas, antialias: true, alpha: transparent });
    this.#controls = new OrbitControls(this.#camera, canvas);
    this.#controls.enableDamping = !reducedMotion;
    this.#controls.maxPolarAngle = MathUtils.degToRad(92);
    this.#controls.minDistance = 0.8;
    this.#controls.maxDistance = FARTHEST_M;
    this.#controls.listenToKeyEvents(canvas);
    this.#controls.addEventListener("change", () => this.#schedule());
    this.#controls.addEventListener("start", () => (this.#touched = true));
    this.#light();
    if (!transparent) this.#furnish();
    canvas.addEventListener("dblclick", () => this.reset());
    canvas.addEventListener("webglcontextlost", () => this.#interrupted(true, onLost));
    canvas.addEventListener("webglcontextrestored", () => this.#interrupted(false, onBack));
    new ResizeObserver(() => this.#fit()).observe(canvas);
    this.#fit();
    this.reset();
  }

  /**
   * @param {DecodedPose} pose
   * @param {boolean} mirrored as the picture is, so that both show the same side
   * @param {number} now ms
   * @param {number} [least] landmarks of a lower visibility are left out
   */
  show(pose, mirrored, now, least = 0) {
    const asides = placeAside(pose.people, pose.size);
    this.#makeRoomFor(asides);
    pose.people.forEach((person, index) => {
      const lift = this.#floorOf(person.id).follow(hipHeight(person.world), now);
      const points = worldToThree(person.world, { mirrored, lift, aside: asides[index] ?? 0 });
      this.#figure(index).pose(points, (row) => isGuess(person.image, row), (row) => isHidden(person.image, row, least));
    });
    this.#forget(pose);
    this.#render();
  }

  clear() {
    for (const figure of this.#figures) figure.group.visible = false;
    this.#floors.clear();
    if (!this.#touched) this.#lookAt(SUBJECT_WIDTH_M / 2);
    this.#schedule();
  }

  /** What comes next is another moment: the floor is found anew there, and the view stays. */
  jump() {
    this.#floors.clear();
  }

  /** Steps back when there are more people than fit; not forward again, which would sway as they come and go. @param {number[]} asides */
  #makeRoomFor(asides) {
    const reach = asides.length > 1 ? Math.max(...asides.map(Math.abs)) + GROUP_MARGIN_M : 0;
    if (reach > this.#reach) this.#lookAt(reach);
  }

  /** @param {number} reach half the width that must fit in, metres */
  #lookAt(reach) {
    if (reach === this.#reach) return;
    this.#reach = reach;
    if (!this.#touched) this.reset();
  }

  /** Back to where the view starts: whoever is there in front, whole. */
  reset() {
    const half = Math.tan(MathUtils.degToRad(FIELD_OF_VIEW / 2));
    const distance = Math.min(FARTHEST_M, Math.max(SUBJECT_HEIGHT_M / 2 / half, this.#reach / (half * this.#camera.aspect)));
    this.#controls.target.set(0, LOOK_AT_HEIGHT_M, 0);
    this.#camera.position.set(
      distance * Math.sin(START_TURN) * Math.cos(START_RISE),
      LOOK_AT_HEIGHT_M + distance * Math.sin(START_RISE),
      distance * Math.cos(START_TURN) * Math.cos(START_RISE),
    );
    this.#controls.update();
    this.#touched = false;
    this.#schedule();
  }

  #furnish() {
    this.#scene.background = new Color(SCREEN);
    this.#scene.fog = new Fog(SCREEN, CLEAR_M, CLEAR_M + FOG_ENDS_M - FOG_BEGINS_M);
    this.#scene.add(new GridHelper(FLOOR_SIZE_M, FLOOR_SIZE_M / GRID_STEP_M, "#66737f", "#323c45"));
  }

  #light() {
    const sun = new DirectionalLight("#ffffff", 1.9);
    sun.position.set(1.5, 4, 3);
    this.#scene.add(new HemisphereLight("#ffffff", "#5a6670", 1.9), sun);
  }

  /** @param {number} index */
  #figure(index) {
    const figure = this.#figures[index] ?? new SpaceFigure();
    if (!this.#figures[index]) {
      this.#figures[index] = figure;
      this.#scene.add(figure.group);
    }
    return figure;
  }

  /** @param {number} id */
  #floorOf(id) {
    const floor = this.#floors.get(id) ?? new FloorLevel();
    this.#floors.set(id, floor);
    return floor;
  }

  /** People who left take their figure and their floor with them. @param {DecodedPose} pose */
  #forget(pose) {
    this.#figures.forEach((figure, index) => (figure.group.visible = index < pose.people.length));
    for (const id of this.#floors.keys()) {
      if (!pose.people.some((person) => person.id === id)) this.#floors.delete(id);
    }
  }

  #fit() {
    const { clientWidth, clientHeight } = this.#canvas;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#renderer.setPixelRatio(Math.min(globalThis.devicePixelRatio || 1, FINEST_PIXEL_RATIO));
    this.#renderer.setSize(clientWidth, clientHeight, false);
    this.#camera.aspect = clientWidth / clientHeight;
    this.#camera.updateProjectionMatrix();
    if (!this.#touched) this.reset();
    this.#render();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      // While the view still swings, update() fires "change", which schedules the next step.
      this.#controls.update();
      this.#render();
    });
  }

  #render() {
    if (this.#lost) return;
    const { fog } = this.#scene;
    if (fog instanceof Fog) {
      // Behind what is looked at, from wherever; else whoever steps back sees nothing any more.
      fog.near = Math.max(CLEAR_M, this.#controls.getDistance() + FOG_BEGINS_M);
      fog.far = fog.near + FOG_ENDS_M - FOG_BEGINS_M;
    }
    this.#renderer.render(this.#scene, this.#camera);
  }

  /**
   * @param {boolean} lost
   * @param {() => void} tell
   */
  #interrupted(lost, tell) {
    this.#lost = lost;
    tell();
    if (!lost) this.#schedule();
  }
}
