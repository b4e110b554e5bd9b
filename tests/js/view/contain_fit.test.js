import assert from "node:assert/strict";
import { test } from "node:test";
import { fitInto, toView } from "../../../static/js/view/contain_fit.js";

test("an upright picture stands in the middle of a wide box", () => {
  assert.deepEqual(fitInto([360, 640], [1000, 640]), { x: 320, y: 0, width: 360, height: 640 });
});

test("a wide picture stands in the middle of an upright box", () => {
  assert.deepEqual(fitInto([1600, 900], [400, 400]), { x: 0, y: 87.5, width: 400, height: 225 });
});

test("mirroring turns left and right around the picture's middle and leaves up and down", () => {
  const rect = { x: 100, y: 50, width: 200, height: 400 };
  assert.deepEqual(toView(rect, false, 0.25, 0.5), [150, 250]);
  assert.deepEqual(toView(rect, true, 0.25, 0.5), [250, 250]);
  assert.deepEqual(toView(rect, true, 0.5, 0), toView(rect, false, 0.5, 0));
});
