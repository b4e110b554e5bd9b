import { IMAGE_COLUMNS } from "../protocol/pose_decoder.js";
import { labelPlace } from "./label_place.js";
import { fitInto, toView } from "./contain_fit.js";
import {
  DASH,
  DASH_PERIOD,
  FACE_SHARE,
  GUESS_OPACITY,
  JOINT_RADIUS,
  JOINT_RING,
  LABEL_COLOUR,
  LABEL_RADIUS_PX,
  LABEL_TEXT_PX,
  OUTLINE_COLOUR,
  OUTLINE_PX,
  SIDE_COLOURS,
  THICKEST_PX,
  THINNEST_PX,
  THINNEST_RING_PX,
  TORSO_ROWS,
  WIDTH_OF_TORSO,
} from "../protocol/skeleton_style.js";
import { STYLED_EDGES, STYLED_JOINTS, isGuess, isHidden } from "../protocol/skeleton.js";

/** @typedef {import("../protocol/pose_decoder.js").DecodedPose} DecodedPose */
/** @typedef {import("../protocol/pose_decoder.js").PosedPerson} PosedPerson */
/** @typedef {import("./contain_fit.js").Rect} Rect */
/** @typedef {{x: number, y: number, guess: boolean, hidden: boolean}} DrawnJoint CSS pixels of the canvas; hidden ones are not drawn */

/**
 * @typedef {object} DrawnSkeletons what stands on the canvas now
 * @property {number} seq
 * @property {Rect} rect where the frame stands
 * @property {boolean} mirrored
 * @property {{id: number, joints: DrawnJoint[]}[]} people
 */

/** A little lighter than the screen around it. */
const GROUND_COLOUR = "#1d242b";
const LABEL_FONT = `600 ${LABEL_TEXT_PX}px system-ui, sans-serif`;

/** Draws skeletons, and the frame that they belong to, on a canvas that covers the stage. */
export class CanvasView {
  #canvas;
  #pen;
  #transparent;
  /** @type {DrawnSkeletons | null} */
  drawn = null;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {object} where
   * @param {boolean} where.inMemory without a graphics card, drawing there only costs detours
   * @param {boolean} [where.transparent] another page shows through: no ground is drawn
   */
  constructor(canvas, { inMemory, transparent = false }) {
    const pen = canvas.getContext("2d", { willReadFrequently: inMemory });
    if (!pen) throw new Error("This browser cannot draw on a canvas.");
    this.#canvas = canvas;
    this.#pen = pen;
    this.#transparent = transparent;
  }

  /**
   * @param {DecodedPose} pose
   * @param {object} how
   * @param {CanvasImageSource | null} how.picture the pose's own frame, or null to leave visible what is below
   * @param {boolean} how.mirrored
   * @param {boolean} [how.onGround] nothing is below: shows where the frame would stand
   * @param {number} [how.least] landmarks of a lower visibility are left out
   */
  draw(pose, { picture, mirrored, onGround = false, least = 0 }) {
    const box = this.#clear();
    const rect = fitInto(pose.size, box);
    if (picture) this.#drawPicture(picture, rect, mirrored);
    if (onGround && !this.#transparent) this.#drawGround(rect);
    const people = pose.people.map((person) => ({ id: person.id, joints: jointsOf(person, rect, mirrored, least) }));
    for (const { joints } of people) this.#drawSkeleton(joints);
    if (people.length > 1) for (const { id, joints } of people) this.#drawLabel(joints, String(id));
    this.drawn = { seq: pose.seq, rect, mirrored, people };
  }

  clear() {
    this.#clear();
    this.drawn = null;
  }

  /** Fits the canvas to its place at the screen's own resolution; returns the place's size in CSS pixels. */
  #clear() {
    const { clientWidth, clientHeight } = this.#canvas;
    const ratio = globalThis.devicePixelRatio || 1;
    const width = Math.max(1, Math.round(clientWidth * ratio));
    const height = Math.max(1, Math.round(clientHeight * ratio));
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#pen.clearRect(0, 0, clientWidth, clientHeight);
    return /** @type {[number, number]} */ ([clientWidth, clientHeight]);
  }

  /**
   * @param {CanvasImageSource} picture
   * @param {Rect} rect
   * @param {boolean} mirrored
   */
  #drawPicture(picture, rect, mirrored) {
    const pen = this.#pen;
    pen.save();
    if (mirrored) pen.transform(-1, 0, 0, 1, 2 * rect.x + rect.width, 0);
    pen.drawImage(picture, rect.x, rect.y, rect.width, rect.height);
    pen.restore();
  }

  /** @param {Rect} rect */
  #drawGround({ x, y, width, height }) {
    this.#pen.fillStyle = GROUND_COLOUR;
    this.#pen.fillRect(x, y, width, height);
  }

  /** @param {DrawnJoint[]} joints */
  #drawSkeleton(joints) {
    const width = limbWidth(joints);
    this.#pen.lineCap = "round";
    for (const edge of STYLED_EDGES) this.#drawEdge(joints, edge, width, OUTLINE_PX);
    for (const edge of STYLED_EDGES) this.#drawEdge(joints, edge, width, 0);
    for (const joint of STYLED_JOINTS) this.#drawJoint(joints, joint, width);
    this.#pen.globalAlpha = 1;
    this.#pen.setLineDash([]);
  }

  /**
   * @param {DrawnJoint[]} joints
   * @param {typeof STYLED_EDGES[number]} edge
   * @param {number} width
   * @param {number} outline 0 draws the edge itself
   */
  #drawEdge(joints, { from, to, side, face }, width, outline) {
    const [a, b] = [joints[from], joints[to]];
    if (!a || !b || a.hidden || b.hidden) return;
    const guess = a.guess || b.guess;
    const thick = width * (face ? FACE_SHARE : 1);
    const pen = this.#pen;
    pen.globalAlpha = guess ? GUESS_OPACITY : 1;
    pen.setLineDash(guess ? [thick * DASH, thick * (DASH_PERIOD - DASH)] : []);
    pen.lineWidth = thick + 2 * outline;
    pen.strokeStyle = outline ? OUTLINE_COLOUR : SIDE_COLOURS[side];
    pen.beginPath();
    pen.moveTo(a.x, a.y);
    pen.lineTo(b.x, b.y);
    pen.stroke();
  }

  /**
   * @param {DrawnJoint[]} joints
   * @param {typeof STYLED_JOINTS[number]} style
   * @param {number} width
   */
  #drawJoint(joints, { row, side, face }, width) {
    const joint = joints[row];
    if (!joint || joint.hidden) return;
    const pen = this.#pen;
    pen.globalAlpha = joint.guess ? GUESS_OPACITY : 1;
    pen.setLineDash([]);
    pen.fillStyle = OUTLINE_COLOUR;
    pen.strokeStyle = SIDE_COLOURS[side];
    pen.lineWidth = Math.max(THINNEST_RING_PX, width * JOINT_RING * (face ? FACE_SHARE : 1));
    pen.beginPath();
    pen.arc(joint.x, joint.y, width * JOINT_RADIUS * (face ? FACE_SHARE : 1), 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }

  /**
   * @param {DrawnJoint[]} joints
   * @param {string} label
   */
  #drawLabel(joints, label) {
    const place = labelPlace(joints, torsoLength(joints), this.#canvas.clientWidth);
    if (!place) return;
    const pen = this.#pen;
    pen.font = LABEL_FONT;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = OUTLINE_COLOUR;
    pen.beginPath();
    pen.arc(place.x, place.y, LABEL_RADIUS_PX, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = LABEL_COLOUR;
    pen.fillText(label, place.x, place.y);
  }
}

/**
 * @param {PosedPerson} person
 * @param {Rect} rect
 * @param {boolean} mirrored
 * @param {number} least
 * @returns {DrawnJoint[]}
 */
function jointsOf({ image }, rect, mirrored, least) {
  return STYLED_JOINTS.map(({ row }) => {
    const [x, y] = toView(rect, mirrored, image[row * IMAGE_COLUMNS] ?? 0, image[row * IMAGE_COLUMNS + 1] ?? 0);
    return { x, y, guess: isGuess(image, row), hidden: isHidden(image, row, least) };
  });
}

/** @param {DrawnJoint[]} joints */
function limbWidth(joints) {
  return Math.min(THICKEST_PX, Math.max(THINNEST_PX, torsoLength(joints) * WIDTH_OF_TORSO));
}

/** From between the shoulders to between the hips. @param {DrawnJoint[]} joints */
function torsoLength(joints) {
  const [leftShoulder, rightShoulder, leftHip, rightHip] = TORSO_ROWS.map((row) => joints[row]);
  if (!leftShoulder || !rightShoulder || !leftHip || !rightHip) return 0;
  const dx = leftShoulder.x + rightShoulder.x - leftHip.x - rightHip.x;
  const dy = leftShoulder.y + rightShoulder.y - leftHip.y - rightHip.y;
  return Math.hypot(dx, dy) / 2;
}
