import assert from "node:assert/strict";
import { test } from "node:test";
import { Selection } from "../../../../static/js/media/items/selection.js";

/** Files in the order in which they were added, by their states. */
function files(...states) {
  return states.map((state, index) => ({ id: index + 1, progress: { state } }));
}

/** Which file is selected after each of these moments. */
function followed(selection, ...moments) {
  return moments.map((all) => {
    selection.follow(all);
    return selection.id;
  });
}

test("the first of the files that were added is shown, and when it fails the first that succeeds", () => {
  const selection = new Selection();
  selection.begin(1);
  const moments = [files("waiting", "waiting", "waiting"), files("failed", "running", "running"), files("failed", "failed", "running")];
  assert.deepEqual(followed(selection, ...moments, files("failed", "failed", "done")), [1, 1, 1, 3]);
});

test("it goes over at once where another has succeeded already, and no further", () => {
  const selection = new Selection();
  selection.begin(1);
  assert.deepEqual(followed(selection, files("running", "done", "done"), files("failed", "done", "done")), [1, 2]);
  assert.deepEqual(followed(selection, files("done", "done", "done"), files("failed", "done", "done")), [2, 2]);
});

test("a file that a person chose stays, though it fails", () => {
  const selection = new Selection();
  selection.begin(1);
  selection.choose(1);
  assert.deepEqual(followed(selection, files("failed", "done")), [1]);
  selection.begin(3);
  assert.deepEqual(followed(selection, files("done", "done", "failed", "done")), [4], "until others are added");
});

test("a broken file that is added to others says why, and a cancelled one is not left", () => {
  const selection = new Selection();
  selection.begin(2);
  assert.deepEqual(followed(selection, files("done", "failed")), [2]);
  selection.begin(1);
  assert.deepEqual(followed(selection, files("cancelled", "done")), [1]);
});

test("when the selected file is taken away, the last one is shown", () => {
  const selection = new Selection();
  assert.deepEqual(followed(selection, []), [null]);
  selection.choose(1);
  const [, ...rest] = files("done", "failed", "failed");
  assert.deepEqual(followed(selection, rest, [...rest, { id: 4, progress: { state: "done" } }], []), [3, 4, null]);
});
