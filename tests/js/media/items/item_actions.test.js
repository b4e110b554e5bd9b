import assert from "node:assert/strict";
import { test } from "node:test";
import { OfferedDeeds, SETTLING_MS, deedsFor } from "../../../../static/js/media/items/item_actions.js";

const problem = (status) => ({ title: "This is not a picture", detail: "", code: "x", status });

test("what can be done with a file depends on what became of it", () => {
  const file = new File([], "a");
  const deeds = (state, has = file) => deedsFor({ progress: { state, problem: null }, file: has });
  assert.deepEqual(deeds("running"), ["cancel", "remove"]);
  assert.deepEqual(deeds("done"), ["again", "remove"]);
  for (const state of ["failed", "cancelled", "expired"]) assert.deepEqual(deeds(state), ["retry", "remove"], state);
  assert.deepEqual(deeds("done", null), ["remove"]);
});

test("a second try is not offered where it cannot change anything", () => {
  const deeds = (status) => deedsFor({ progress: { state: "failed", problem: problem(status) }, file: new File([], "a") });
  for (const status of [413, 415, 422]) assert.deepEqual(deeds(status), ["remove"], String(status));
  for (const status of [0, 429, 500, 507]) assert.deepEqual(deeds(status), ["retry", "remove"], String(status));
});

test("the second press of a double click does not count for what has come under it", () => {
  for (const next of ["retry", "again"]) {
    const offered = new OfferedDeeds();
    assert.ok(offered.offer(["cancel", "remove"], 1000));
    assert.ok(offered.takes("cancel", 1001), "nothing stood there before");
    assert.ok(offered.offer([next, "remove"], 2000));
    // A press that waited until the page had time was made even before.
    for (const pressed of [1990, 2000, 2000 + SETTLING_MS - 1]) assert.equal(offered.takes(next, pressed), false, String(pressed));
    assert.ok(offered.takes(next, 2000 + SETTLING_MS));
    assert.ok(offered.takes("remove", 2001), "it stood there all the time");
  }
});

test("the same deeds offered once more change nothing", () => {
  const offered = new OfferedDeeds();
  offered.offer(["cancel", "remove"], 0);
  offered.offer(["retry", "remove"], 1000);
  assert.equal(offered.offer(["retry", "remove"], 1400), false);
  assert.ok(offered.takes("retry", 1000 + SETTLING_MS));
  assert.equal(offered.takes("cancel", 9000), false, "not offered any more");
});
