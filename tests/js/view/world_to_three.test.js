import assert from "node:assert/strict";
import { test } from "node:test";
import { LANDMARK_NAMES } from "../../../static/js/protocol/wire.js";
import { FloorLevel, hipHeight, placeAside, worldToThree } from "../../../static/js/view/world_to_three.js";

const row = (name) => LANDMARK_NAMES.indexOf(name);

/** All landmarks at the origin but those given. */
function rows(columns, points) {
  const array = new Float32Array(33 * columns);
  for (const [name, values] of Object.entries(points)) array.set(values, row(name) * columns);
  return array;
}

test("up is up, and towards the camera is towards the viewer", () => {
  const world = rows(3, { nose: [0.5, -0.75, -0.25] });
  const three = worldToThree(world, { mirrored: false, lift: 1, aside: 0 });
  assert.deepEqual([...three.subarray(0, 3)], [0.5, 1.75, 0.25]);
});

test("a mirrored view swaps left and right and nothing else", () => {
  const world = rows(3, { nose: [0.5, -0.75, -0.25] });
  const three = worldToThree(world, { mirrored: true, lift: 1, aside: 0.25 });
  assert.deepEqual([...three.subarray(0, 3)], [-0.75, 1.75, 0.25]);
});

test("lifted by the hips' height, the lowest foot stands on the floor", () => {
  const world = rows(3, { left_heel: [0, 0.875, 0], right_foot_index: [0, 0.75, 0] });
  const three = worldToThree(world, { mirrored: false, lift: hipHeight(world), aside: 0 });
  assert.equal(three[row("left_heel") * 3 + 1], 0);
  assert.equal(three[row("right_foot_index") * 3 + 1], 0.125);
});

test("the floor starts at the first height, follows, and does not jump", () => {
  const floor = new FloorLevel();
  assert.equal(floor.follow(0.9, 0), 0.9);
  const soon = floor.follow(0.5, 16);
  assert.ok(soon > 0.8 && soon < 0.9);
  assert.ok(Math.abs(floor.follow(0.5, 5000) - 0.5) < 1e-6);
});

/** A person whose hips are at x (fraction), with a torso of 0.5 m that is 160 of 640 pixels high. */
function personAt(x) {
  const image = rows(4, { left_shoulder: [x, 0.25], right_shoulder: [x, 0.25], left_hip: [x, 0.5], right_hip: [x, 0.5] });
  const world = rows(3, { left_shoulder: [0, -0.5, 0], right_shoulder: [0, -0.5, 0] });
  return { id: 1, score: 1, image, world };
}

test("one person stands in the middle wherever they are in the picture", () => {
  assert.deepEqual(placeAside([personAt(0.9)], [360, 640]), [0]);
});

test("people behind each other are pushed apart and stay centred", () => {
  const [behind, front] = placeAside([personAt(0.55), personAt(0.5)], [640, 640]);
  assert.ok(Math.abs(behind - 0.45) < 1e-6 && Math.abs(front + 0.45) < 1e-6);
});

test("two people stand beside each other as far apart as in the picture", () => {
  const [left, right] = placeAside([personAt(0.25), personAt(0.75)], [640, 640]);
  assert.ok(Math.abs(left + 0.5) < 1e-6 && Math.abs(right - 0.5) < 1e-6);
});

test("people far apart in the picture come near, in its order, and none is left out of the view", () => {
  const people = [personAt(0.95), personAt(0.05), personAt(0.5)].map((person) => {
    // Small in the picture: the torso is 16 of 640 pixels, so that they stand 28 m apart.
    for (const name of ["left_shoulder", "right_shoulder"]) person.image[row(name) * 4 + 1] = 0.475;
    return person;
  });
  const [right, left, middle] = placeAside(people, [640, 640]);
  assert.deepEqual([left, middle, right].map((place) => Number(place.toFixed(6))), [-1.5, 0, 1.5]);
});
