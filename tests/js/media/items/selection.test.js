import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTHING_SELECTED, followItems } from "../../../../static/js/media/items/selection.js";

/** Items in the order in which they were added, by their states. */
function withStates(...states) {
  return states.map((state, index) => ({ id: index + 1, progress: { state } }));
}

/** The selected ids after each of these lists of items. */
function followed(selection, ...lists) {
  let now = selection;
  return lists.map((items) => (now = followItems(now, items)).id);
}

const added = (id) => ({ id, isChosen: false });
const chosen = (id) => ({ id, isChosen: true });

test("the first of the added files is shown, and when it fails the first that succeeds", () => {
  const lists = [["waiting", "waiting", "waiting"], ["failed", "running", "running"], ["failed", "failed", "running"], ["failed", "failed", "done"]];
  assert.deepEqual(followed(added(1), ...lists.map((states) => withStates(...states))), [1, 1, 1, 3]);
});

test("it changes at once where another has succeeded already, and only once", () => {
  const lists = [["running", "done", "done"], ["failed", "done", "done"], ["done", "done", "done"]];
  assert.deepEqual(followed(added(1), ...lists.map((states) => withStates(...states))), [1, 2, 2]);
});

test("a file that a person chose stays, even if it fails", () => {
  assert.deepEqual(followed(chosen(1), withStates("failed", "done")), [1]);
});

test("a broken file that is added to others stays to show the reason, and so does a cancelled one", () => {
  assert.deepEqual(followed(added(2), withStates("done", "failed")), [2]);
  assert.deepEqual(followed(added(1), withStates("cancelled", "done")), [1]);
});

test("when the selected file is removed, the last one is shown", () => {
  assert.deepEqual(followed(NOTHING_SELECTED, []), [null]);
  const [, ...rest] = withStates("done", "failed", "failed");
  const lists = [rest, [...rest, { id: 4, progress: { state: "done" } }], []];
  assert.deepEqual(followed(chosen(1), ...lists), [3, 4, null]);
});
