import assert from "node:assert/strict";
import { test } from "node:test";
import { decodePose } from "../../../static/js/protocol/pose_decoder.js";

const IMAGE = Float32Array.from({ length: 33 * 4 }, (_, i) => i / 8);
const WORLD = Float32Array.from({ length: 33 * 3 }, (_, i) => -i / 4);

function wirePose(image, world) {
  const ms = { queue: 0, decode: 0, detect: 0, landmarks: 0, total: 0 };
  return { seq: 3, t: 7.5, size: [360, 640], people: [{ id: 1, score: 0.9, image, world }], ms };
}

/** The same bytes as a view that starts where no float may start. */
function unaligned(floats) {
  const bytes = new Uint8Array(floats.byteLength + 3);
  bytes.set(new Uint8Array(floats.buffer), 3);
  return bytes.subarray(3);
}

test("landmarks are readable from buffers and from views that start anywhere", () => {
  for (const pack of [(floats) => floats.buffer, unaligned]) {
    const [person] = decodePose(wirePose(pack(IMAGE), pack(WORLD))).people;
    assert.deepEqual(person.image, IMAGE);
    assert.deepEqual(person.world, WORLD);
  }
});

test("bytes that are not 33 landmarks are refused", () => {
  assert.throws(() => decodePose(wirePose(IMAGE.buffer.slice(4), WORLD.buffer)), RangeError);
});
