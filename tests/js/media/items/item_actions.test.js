import assert from "node:assert/strict";
import { test } from "node:test";
import { OfferedActions, IGNORED_MS, actionsFor } from "../../../../static/js/media/items/item_actions.js";

const problem = (status) => ({ title: "This is not a picture", detail: "", code: "x", status });

test("the actions depend on the state of the file", () => {
  const file = new File([], "a");
  const actions = (state, has = file) => actionsFor({ progress: { state, problem: null }, file: has });
  assert.deepEqual(actions("running"), ["cancel", "remove"]);
  assert.deepEqual(actions("done"), ["again", "remove"]);
  for (const state of ["failed", "cancelled", "expired"]) assert.deepEqual(actions(state), ["retry", "remove"], state);
  assert.deepEqual(actions("done", null), ["remove"]);
});

test("a second try is not offered where it cannot change anything", () => {
  const actions = (status) => actionsFor({ progress: { state: "failed", problem: problem(status) }, file: new File([], "a") });
  for (const status of [413, 415, 422]) assert.deepEqual(actions(status), ["remove"], String(status));
  for (const status of [0, 429, 500, 507]) assert.deepEqual(actions(status), ["retry", "remove"], String(status));
});

test("the second press of a double click does not count for what has come under it", () => {
  for (const next of ["retry", "again"]) {
    const offered = new OfferedActions();
    assert.ok(offered.offer(["cancel", "remove"], 1000));
    assert.ok(offered.accepts("cancel", 1001), "nothing stood there before");
    assert.ok(offered.offer([next, "remove"], 2000));
    // A press that waited until the page had time was made even before.
    for (const pressed of [1990, 2000, 2000 + IGNORED_MS - 1]) assert.equal(offered.accepts(next, pressed), false, String(pressed));
    assert.ok(offered.accepts(next, 2000 + IGNORED_MS));
    assert.ok(offered.accepts("remove", 2001), "it stood there all the time");
  }
});

test("the same actions offered once more change nothing", () => {
  const offered = new OfferedActions();
  offered.offer(["cancel", "remove"], 0);
  offered.offer(["retry", "remove"], 1000);
  assert.equal(offered.offer(["retry", "remove"], 1400), false);
  assert.ok(offered.accepts("retry", 1000 + IGNORED_MS));
  assert.equal(offered.accepts("cancel", 9000), false, "not offered any more");
});
