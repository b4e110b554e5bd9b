import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameSplitter } from "../../../../static/js/media/poses/frame_parser.js";
import { readPoses } from "../../../../static/js/media/poses/pose_reader.js";
import { LANDMARK_NAMES } from "../../../../static/js/protocol/wire.js";

const NAME = 'odd "frames": [ {name}\\ ünï.mp4';
const person = (id) => ({
  id,
  score: 1,
  image: LANDMARK_NAMES.map((_, row) => [row, id, 0, 0.9]),
  world: LANDMARK_NAMES.map(() => [0, 0, 0]),
});
const DOCUMENT = {
  format: "posecast-poses",
  version: 1,
  source: { name: NAME, kind: "video", width: 100, height: 50, frame_rate: 30 },
  units: { frames: ["not these"] },
  edges: [[0, 1], [1, 2]],
  frames: Array.from({ length: 40 }, (_, index) => ({ index, time_s: index / 30, people: index % 2 ? [person(index)] : [] })),
};

/** The text as a network brings it: in pieces of this many bytes. */
function streamOf(text, size) {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, (at += size)));
    },
  });
}

for (const size of [1, 7, 1000, 1e7]) {
  for (const indent of [undefined, 2]) {
    test(`a document in pieces of ${size} bytes, ${indent ? "indented" : "in a line"}`, async () => {
      const table = await readPoses(streamOf(JSON.stringify(DOCUMENT, null, indent), size));
      assert.deepEqual(table.source, DOCUMENT.source);
      assert.equal(table.frames, 40);
      assert.equal(table.timeOf(30), 1);
      assert.deepEqual(table.poseAt(31).people[0].id, 31);
      assert.equal(table.poseAt(31).people[0].image[1], Math.fround(31 / 50));
    });
  }
}

test("what follows the frames is no matter", async () => {
  const { frames, ...rest } = DOCUMENT;
  const table = await readPoses(streamOf(JSON.stringify({ source: rest.source, frames, ...rest, more: [{ a: 1 }] }), 100));
  assert.equal(table.frames, 40);
});

test("a document without frames is one", async () => {
  const table = await readPoses(streamOf(JSON.stringify({ ...DOCUMENT, frames: [] }), 50));
  assert.deepEqual([table.frames, table.source.name], [0, NAME]);
});

for (const [what, text] of [
  ["another format", JSON.stringify({ ...DOCUMENT, format: "other" })],
  ["another version", JSON.stringify({ ...DOCUMENT, version: 2 })],
  ["half a document", JSON.stringify(DOCUMENT).slice(0, 5000)],
  ["a page of HTML", "<!doctype html><title>Not found</title>"],
  ["something endless", "[" + "1,".repeat(200_000)],
]) {
  test(`${what} is refused`, async () => {
    await assert.rejects(readPoses(streamOf(text, 4096)), SyntaxError);
  });
}

test("frames that were given out are not kept", () => {
  const splitter = new FrameSplitter();
  let frames = 0;
  for (const piece of JSON.stringify(DOCUMENT).match(/.{1,500}/gs)) frames += [...splitter.feed(piece)].length;
  assert.equal(frames, 40);
  assert.ok(splitter.head.length < 400, splitter.head);
});
