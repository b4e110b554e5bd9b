import assert from "node:assert/strict";
import { test } from "node:test";
import { firstProgress } from "../../../../static/js/media/items/item_state.js";
import { announcementOf, describeProgress } from "../../../../static/js/media/items/progress_text.js";

const JOB = { frames_done: 96, frames_total: 300, frames_a_second: 38.4, seconds_left: 5.3, progress: 0.32 };

function shown(kind, changed) {
  return describeProgress({ ...firstProgress(kind), ...changed });
}

test("an upload says how much of it is sent", () => {
  assert.deepEqual(shown("video", { state: "uploading", sent: 0.426 }), { text: "Uploading 42 %", share: 0.426 });
  assert.deepEqual(shown("video", { state: "uploading", sent: 1 }), { text: "The server is checking the file…", share: null });
});

test("a running video says frames, rate and time left", () => {
  assert.deepEqual(shown("video", { state: "running", job: JOB }), { text: "96 of 300 frames · 38 frames/s · 5 s left", share: 0.32 });
});

test("what the server does not know is left out", () => {
  const job = { ...JOB, frames_total: null, frames_a_second: null, seconds_left: null, progress: null };
  assert.deepEqual(shown("video", { state: "running", job }), { text: "96 frames", share: null });
});

test("a slow rate keeps its decimal", () => {
  assert.match(shown("video", { state: "running", job: { ...JOB, frames_a_second: 1.26 } }).text, /· 1\.3 frames\/s ·/);
});

test("a failure says the server's title", () => {
  assert.equal(shown("picture", { state: "failed", problem: { title: "Not a picture" } }).text, "Not a picture");
});

test("a server that does not answer is named first, and the bar stays where it was", () => {
  const { text, share } = shown("video", { state: "running", job: JOB, unreachable: true });
  assert.match(text, /does not answer/);
  assert.equal(share, 0.32);
});

test("only the end of a file is announced", () => {
  const video = { id: 1, name: "a b.mp4", progress: firstProgress("video") };
  const now = (changed) => [{ ...video, progress: { ...video.progress, ...changed } }];
  const announced = (changed) => announcementOf([video], now(changed));
  assert.equal(announced({ state: "uploading" }), "");
  assert.equal(announced({ state: "done" }), "a b.mp4 is done.");
  assert.equal(announced({ state: "failed", problem: { title: "No frames", detail: "Empty." } }), "a b.mp4 failed: No frames Empty.");
  assert.equal(announced({ state: "expired" }), "The results of a b.mp4 were removed.");
  assert.equal(announcementOf([], now({ state: "done" })), "", "a file that is new");
  assert.equal(announcementOf(now({ state: "done" }), now({ state: "done" })), "", "said already");
});
