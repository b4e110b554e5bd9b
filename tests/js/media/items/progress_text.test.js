import assert from "node:assert/strict";
import { test } from "node:test";
import { firstProgress } from "../../../../static/js/media/items/item_state.js";
import { durationWords, percent, placeWords, progressShown, sizeWords, timeLeft } from "../../../../static/js/media/items/progress_text.js";

const JOB = { frames_done: 96, frames_total: 300, frames_a_second: 38.4, seconds_left: 5.3, progress: 0.32 };

function shown(kind, changed) {
  return progressShown({ ...firstProgress(kind), ...changed });
}

test("an upload says how much of it is sent", () => {
  assert.deepEqual(shown("video", { state: "uploading", sent: 0.426 }), { words: "Sending 42 %", share: 0.426 });
  assert.deepEqual(shown("video", { state: "uploading", sent: 1 }), { words: "The server is looking at it…", share: null });
});

test("a running video says frames, rate and time left", () => {
  assert.deepEqual(shown("video", { state: "running", job: JOB }), { words: "96 of 300 frames · 38 frames/s · 5 s left", share: 0.32 });
});

test("what the server does not know is left out", () => {
  const job = { ...JOB, frames_total: null, frames_a_second: null, seconds_left: null, progress: null };
  assert.deepEqual(shown("video", { state: "running", job }), { words: "96 frames", share: null });
});

test("a slow rate keeps its decimal", () => {
  assert.match(shown("video", { state: "running", job: { ...JOB, frames_a_second: 1.26 } }).words, /· 1\.3 frames\/s ·/);
});

test("a failure says the server's title", () => {
  assert.equal(shown("picture", { state: "failed", problem: { title: "Not a picture" } }).words, "Not a picture");
});

test("a silent server comes before everything else, and the bar stays where it was", () => {
  const { words, share } = shown("video", { state: "running", job: JOB, unreachable: true });
  assert.match(words, /does not answer/);
  assert.equal(share, 0.32);
});

test("100 % means all", () => {
  assert.deepEqual([0, 0.29, 0.999, 1].map(percent), ["0 %", "29 %", "99 %", "100 %"]);
});

test("times are as coarse as they are long", () => {
  assert.deepEqual([3, 59.4, 59.6, 61, 125, 3600, 3900, 7325].map(durationWords), ["3 s", "59 s", "1 min", "1 min 1 s", "2 min 5 s", "1 h", "1 h 5 min", "2 h 2 min"]);
  assert.deepEqual([0.4, 8].map(timeLeft), ["almost there", "8 s left"]);
});

test("a place in a video never shows sixty seconds", () => {
  assert.deepEqual([0, 3.2, 59.99, 60, 125.37].map(placeWords), ["0:00.0", "0:03.2", "0:59.9", "1:00.0", "2:05.3"]);
});

test("sizes are short", () => {
  assert.deepEqual([999, 1000, 34_567, 2.5e6, 2e9].map(sizeWords), ["999 B", "1.0 KB", "35 KB", "2.5 MB", "2.0 GB"]);
});
