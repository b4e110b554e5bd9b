import assert from "node:assert/strict";
import { test } from "node:test";
import { durationText, percent, positionText, rateText, sizeText, timeLeft } from "../../../../static/js/media/items/number_text.js";

test("100 % means all", () => {
  assert.deepEqual([0, 0.29, 0.999, 1].map(percent), ["0 %", "29 %", "99 %", "100 %"]);
});

test("durations have one or two units", () => {
  assert.deepEqual([3, 59.4, 59.6, 61, 125, 3600, 3900, 7325].map(durationText), ["3 s", "59 s", "1 min", "1 min 1 s", "2 min 5 s", "1 h", "1 h 5 min", "2 h 2 min"]);
  assert.deepEqual([0.4, 8].map(timeLeft), ["almost done", "8 s left"]);
});

test("a position in a video never shows sixty seconds", () => {
  assert.deepEqual([0, 3.2, 59.99, 60, 125.37].map(positionText), ["0:00.0", "0:03.2", "0:59.9", "1:00.0", "2:05.3"]);
});

test("sizes are short", () => {
  assert.deepEqual([999, 1000, 34_567, 2.5e6, 2e9].map(sizeText), ["999 B", "1.0 KB", "35 KB", "2.5 MB", "2.0 GB"]);
});

test("a slow rate has a decimal", () => {
  assert.deepEqual([1.26, 38.4].map(rateText), ["1.3", "38"]);
});
