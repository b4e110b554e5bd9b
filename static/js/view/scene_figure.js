import {
  CylinderGeometry,
  Group,
  Mesh,
  MeshLambertMaterial,
  Quaternion,
  SphereGeometry,
  Vector3,
} from "three";
import { GUESS_OPACITY, SIDE_COLOURS } from "../protocol/skeleton_style.js";
import { STYLED_EDGES, STYLED_JOINTS } from "../protocol/skeleton.js";

const LIMB_RADIUS_M = 0.021;
const JOINT_RADIUS_M = 0.031;
const FACE_SHARE = 0.4;
const GUESS_SHARE = 0.6;
const UP = new Vector3(0, 1, 0);

const limbShape = new CylinderGeometry(1, 1, 1, 12);
const jointShape = new SphereGeometry(1, 16, 12);

const sure = materials({});
const guessed = materials({ transparent: true, opacity: GUESS_OPACITY, depthWrite: false });

/** @param {import("three").MeshLambertMaterialParameters} look */
function materials(look) {
  return {
    left: new MeshLambertMaterial({ color: SIDE_COLOURS.left, ...look }),
    right: new MeshLambertMaterial({ color: SIDE_COLOURS.right, ...look }),
    middle: new MeshLambertMaterial({ color: SIDE_COLOURS.middle, ...look }),
  };
}

/** @param {typeof STYLED_EDGES[number]} edge */
function limb(edge) {
  return { ...edge, mesh: new Mesh(limbShape, sure[edge.side]) };
}

/** One person's skeleton: a cylinder for each edge, a ball for each landmark, moved to where they belong. */
export class SpaceFigure {
  group = new Group();
  #limbs = STYLED_EDGES.map(limb);
  #joints = STYLED_JOINTS.map((joint) => ({ ...joint, mesh: new Mesh(jointShape, sure[joint.side]) }));
  #along = new Vector3();
  #turn = new Quaternion();

  constructor() {
    this.group.add(...this.#limbs.map(({ mesh }) => mesh), ...this.#joints.map(({ mesh }) => mesh));
  }

  /**
   * @param {Float32Array} points [33][3], three.js's axes, metres
   * @param {(row: number) => boolean} isGuess
   * @param {(row: number) => boolean} isHidden
   */
  pose(points, isGuess, isHidden) {
    for (const { row, side, face, mesh } of this.#joints) {
      const guess = isGuess(row);
      mesh.visible = !isHidden(row);
      mesh.position.fromArray(points, row * 3);
      mesh.material = guess ? guessed[side] : sure[side];
      mesh.scale.setScalar(JOINT_RADIUS_M * (face ? FACE_SHARE : 1) * (guess ? GUESS_SHARE : 1));
    }
    for (const each of this.#limbs) {
      each.mesh.visible = !isHidden(each.from) && !isHidden(each.to);
      if (each.mesh.visible) this.#poseLimb(each, isGuess(each.from) || isGuess(each.to));
    }
  }

  /**
   * @param {ReturnType<typeof limb>} limb
   * @param {boolean} guess
   */
  #poseLimb({ from, to, side, face, mesh }, guess) {
    const start = this.#joints[from]?.mesh.position;
    const end = this.#joints[to]?.mesh.position;
    if (!start || !end) return;
    const length = this.#along.subVectors(end, start).length();
    const radius = LIMB_RADIUS_M * (face ? FACE_SHARE : 1) * (guess ? GUESS_SHARE : 1);
    mesh.position.addVectors(start, end).multiplyScalar(0.5);
    mesh.quaternion.copy(this.#turn.setFromUnitVectors(UP, this.#along.normalize()));
    mesh.scale.set(radius, Math.max(length, 1e-4), radius);
    mesh.material = guess ? guessed[side] : sure[side];
  }
}
