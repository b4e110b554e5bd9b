import assert from "node:assert/strict";
import { test } from "node:test";
import { frameSize } from "../../../static/js/stream/frame_grab.js";

test("a picture within the limits keeps its size", () => {
  assert.deepEqual(frameSize(360, 640, 640), [360, 640]);
});

test("a smaller picture is never made larger", () => {
  assert.deepEqual(frameSize(32, 20, 640), [32, 20]);
});

test("the longer side decides, upright or not", () => {
  assert.deepEqual(frameSize(1280, 720, 640), [640, 360]);
  assert.deepEqual(frameSize(720, 1280, 640), [360, 640]);
});

test("the most pixels in all count too", () => {
  const [width, height] = frameSize(1000, 1000, 1000, 250_000);
  assert.deepEqual([width, height], [500, 500]);
});

test("a sliver keeps at least one pixel", () => {
  assert.deepEqual(frameSize(10_000, 2, 256), [256, 1]);
});
