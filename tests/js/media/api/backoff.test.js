import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../../../static/js/media/api/backoff.js";

test("a job is asked about soon at first, then every two seconds", () => {
  const backoff = new Backoff();
  const waits = Array.from({ length: 12 }, () => backoff.afterAnswer(false));
  assert.equal(waits[0], 250);
  assert.deepEqual(waits, waits.toSorted((a, b) => a - b));
  assert.equal(waits.at(-1), 2000);
});

test("a hidden page asks seldom", () => {
  assert.equal(new Backoff().afterAnswer(true), 5000);
});

test("a server that does not answer is asked less and less often, until it does", () => {
  const backoff = new Backoff();
  assert.deepEqual(Array.from({ length: 6 }, () => backoff.afterNoAnswer()), [1000, 2000, 4000, 8000, 15_000, 15_000]);
  backoff.afterAnswer(false);
  assert.equal(backoff.afterNoAnswer(), 1000);
});
