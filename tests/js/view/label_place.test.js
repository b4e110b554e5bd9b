import assert from "node:assert/strict";
import { test } from "node:test";
import { labelPlace } from "../../../static/js/view/label_place.js";
import { LANDMARK_NAMES } from "../../../static/js/protocol/wire.js";

/** The same places as in tests/media/drawing/test_label.py. */
function joints(points) {
  return LANDMARK_NAMES.map((name) => {
    const [x, y] = points[name] ?? [0, 0];
    return { x, y, hidden: !(name in points) };
  });
}

test("a number is above the head wherever the hands are", () => {
  const face = { left_eye: [110, 200], right_eye: [90, 204] };
  assert.deepEqual(labelPlace(joints(face), 80, 500), { x: 100, y: 164 });
  assert.deepEqual(labelPlace(joints({ ...face, left_wrist: [300, 20] }), 80, 500), { x: 100, y: 164 });
});

test("where the view ends above the head it is beside it", () => {
  assert.deepEqual(labelPlace(joints({ nose: [100, 24] }), 80, 500), { x: 136, y: 24 });
  assert.deepEqual(labelPlace(joints({ nose: [480, 24] }), 80, 500), { x: 444, y: 24 });
});

test("near the edge it may cover hair", () => {
  assert.deepEqual(labelPlace(joints({ nose: [100, 40] }), 80, 500), { x: 100, y: 16 });
});

test("without a face it is above the highest point, and without anything nowhere", () => {
  assert.deepEqual(labelPlace(joints({ left_elbow: [60, 100], left_wrist: [70, 80] }), 80, 500), { x: 70, y: 64 });
  assert.equal(labelPlace(joints({}), 80, 500), null);
});
