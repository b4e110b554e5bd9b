import assert from "node:assert/strict";
import { test } from "node:test";
import { firstProgress } from "../../../../static/js/media/items/item_state.js";
import { doneWords } from "../../../../static/js/media/items/result_text.js";

/** The words in the row of a finished file, for which up to two people were looked for. */
function words(kind, people) {
  const options = { model: "heavy", people: 2, smoothing: "offline", minVisibility: 0 };
  return doneWords({ kind, options, progress: { ...firstProgress(kind), state: "done", people } });
}

test("the row of a picture says who was found, not who was looked for", () => {
  assert.deepEqual([0, 1, 2].map((people) => words("picture", people)), ["nobody found · Heavy", "1 person · Heavy", "2 people · Heavy"]);
});

test("the row of a video says so as soon as somebody has counted", () => {
  assert.deepEqual([null, 0, 1, 2].map((people) => words("video", people)), [
    "done · Heavy · smoothed",
    "nobody found · Heavy · smoothed",
    "1 person · Heavy · smoothed",
    "2 people at once · Heavy · smoothed",
  ]);
});
