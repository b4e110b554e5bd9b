import assert from "node:assert/strict";
import { test } from "node:test";
import { Latest } from "../../../static/js/protocol/latest.js";

test("an empty slot has nothing", () => {
  const latest = new Latest();
  assert.equal(latest.peek(), null);
  assert.equal(latest.take(), null);
});

test("a value waits until it is taken", () => {
  const latest = new Latest();
  assert.equal(latest.put("a"), null);
  assert.equal(latest.peek(), "a");
  assert.equal(latest.take(), "a");
  assert.equal(latest.take(), null);
});

test("a newer value replaces the waiting one and gives it back", () => {
  const latest = new Latest();
  latest.put("a");
  assert.equal(latest.put("b"), "a");
  assert.equal(latest.take(), "b");
});
