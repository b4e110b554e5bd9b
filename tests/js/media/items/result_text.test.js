import assert from "node:assert/strict";
import { test } from "node:test";
import { firstProgress } from "../../../../static/js/media/items/item_state.js";
import { doneText, factsText, mostAtOnce, noteText } from "../../../../static/js/media/items/result_text.js";
import { PoseTable } from "../../../../static/js/media/poses/pose_table.js";
import { SOURCE, table } from "../poses/made_table.js";

/** The row's text of a finished file, in which up to two people were to be found. */
function rowText(kind, people) {
  const options = { model: "heavy", people: 2, smoothing: "offline", minVisibility: 0 };
  return doneText({ kind, options, progress: { ...firstProgress(kind), state: "done", people } });
}

test("the row of a picture says how many people were found, not how many were to be found", () => {
  assert.deepEqual([0, 1, 2].map((people) => rowText("picture", people)), ["nobody found · Heavy", "1 person · Heavy", "2 people · Heavy"]);
});

test("the row of a video says how many people were found once they are counted", () => {
  assert.deepEqual([null, 0, 1, 2].map((people) => rowText("video", people)), [
    "done · Heavy · smoothed",
    "nobody found · Heavy · smoothed",
    "1 person · Heavy · smoothed",
    "2 people at once · Heavy · smoothed",
  ]);
});

test("the facts are size, duration, rate and people", () => {
  const times = Array.from({ length: 61 }, (_, i) => i / 30);
  assert.equal(factsText(table(times, times.map(() => [1, 4]))), "200 × 100 · 2 s · 30 frames/s · 2 people at once");
  const held = new PoseTable({ ...SOURCE, duration_s: 5 });
  [0, 0.1, 0.2].forEach((time_s) => held.add({ time_s, people: [] }));
  assert.match(factsText(held), / · 5 s · 10 frames\/s/);
  const picture = new PoseTable({ ...SOURCE, kind: "image" });
  picture.add({ time_s: 0, people: [] });
  assert.equal(factsText(picture), "200 × 100 · nobody found");
  assert.match(noteText(picture, "original", "picture", true), /^Nobody was found in this picture/);
});

test("the note says why the file itself is not shown", () => {
  const made = table([0], [[1]]);
  assert.equal(noteText(made, "original", "video", true), "");
  assert.match(noteText(made, "annotated", "video", true), /cannot play this file/);
  assert.match(noteText(made, "annotated", "video", false), /after a reload/);
  assert.match(noteText(made, "none", "video", true), /neither/);
});

test("what the server says is missing comes first", () => {
  const missing = "the file is cut off: the video ends at 1.9 s";
  assert.equal(noteText(table([0], [[1]]), "original", "video", true, missing), "The file is cut off: the video ends at 1.9 s.");
  assert.match(noteText(table([0], [[1]]), "none", "video", true, missing), /1\.9 s\. This browser can play neither/);
});

test("the most people in one frame are counted, not the ids", () => {
  assert.equal(mostAtOnce(table([0, 1, 2], [[1], [2, 3], [4]])), 2);
});
