import assert from "node:assert/strict";
import { test } from "node:test";
import { AdaptiveQuality, QUALITY_STEPS, TARGET_MS } from "../../../static/js/stream/adaptive_quality.js";

const EVERY_MS = 100;

/** Answers of `transferMs` from `from` on, for `seconds`; returns the time after. */
function answers(quality, transferMs, from, seconds) {
  const end = from + 1000 * seconds;
  for (let now = from; now < end; now += EVERY_MS) quality.answered(transferMs, now);
  return end;
}

test("a good link stays at the best step", () => {
  const quality = new AdaptiveQuality();
  answers(quality, 30, 0, 60);
  assert.equal(quality.step, QUALITY_STEPS[0]);
});

test("one slow answer changes nothing", () => {
  const quality = new AdaptiveQuality();
  const now = answers(quality, 30, 0, 2);
  quality.answered(2 * TARGET_MS, now);
  assert.equal(quality.step, QUALITY_STEPS[0]);
});

test("a slow link goes down step by step to the cheapest and no further", () => {
  const quality = new AdaptiveQuality();
  answers(quality, 2 * TARGET_MS, 0, 0.5);
  assert.equal(quality.step, QUALITY_STEPS[1]);
  answers(quality, 2 * TARGET_MS, 500, 60);
  assert.equal(quality.step, QUALITY_STEPS.at(-1));
});

test("a link that is fast again recovers to the best step", () => {
  const quality = new AdaptiveQuality();
  const now = answers(quality, 2 * TARGET_MS, 0, 10);
  answers(quality, 20, now, 60);
  assert.equal(quality.step, QUALITY_STEPS[0]);
});

test("between comfort and target nothing moves", () => {
  const quality = new AdaptiveQuality();
  const now = answers(quality, 2 * TARGET_MS, 0, 0.5);
  answers(quality, 0.8 * TARGET_MS, now, 120);
  assert.equal(quality.step, QUALITY_STEPS[1]);
});

test("a step up that had to be taken back is tried again later than before", () => {
  const quality = new AdaptiveQuality();
  let now = answers(quality, 2 * TARGET_MS, 0, 0.5);
  const climb = () => {
    const from = now;
    while (quality.step !== QUALITY_STEPS[0]) now = answers(quality, 20, now, 0.1);
    return now - from;
  };
  const first = climb();
  now = answers(quality, 2 * TARGET_MS, now, 0.5);
  assert.equal(quality.step, QUALITY_STEPS[1]);
  assert.ok(climb() > 1.5 * first);
});

test("a refused frame is one step down at once", () => {
  const quality = new AdaptiveQuality();
  quality.refused();
  assert.equal(quality.step, QUALITY_STEPS[1]);
});
