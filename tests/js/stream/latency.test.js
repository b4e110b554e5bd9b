import assert from "node:assert/strict";
import { test } from "node:test";
import { DELAY_PARTS, DelayMeter, WINDOW_MS, delayOf, transferMs, remoteDelay } from "../../../static/js/stream/latency.js";

const FRAME = { grabbedAt: 100, encodedAt: 112, sentAt: 115, answeredAt: 165 };
const SERVER = { queue: 5, decode: 2, detect: 0, landmarks: 10, total: 20 };

/** Like delayOf's answer, all parts equal. */
function delay(part) {
  return { encode: part, network: part, queue: part, inference: part, draw: part, total: 5 * part };
}

test("each part is what it says", () => {
  assert.deepEqual(delayOf(FRAME, SERVER, 170), {
    encode: 12,
    network: 30,
    queue: 3 + 8,
    inference: 12,
    draw: 5,
    total: 70,
  });
});

test("the parts add up to the total, also when the server's clock claims more than the round trip", () => {
  for (const total of [0, 20, 50, 90]) {
    const parts = delayOf(FRAME, { ...SERVER, total }, 170);
    const sum = DELAY_PARTS.reduce((soFar, part) => soFar + parts[part], 0);
    assert.equal(sum, parts.total);
    assert.ok(DELAY_PARTS.every((part) => parts[part] >= 0));
  }
});

test("only what a smaller frame can shorten counts for its size", () => {
  assert.equal(transferMs(50, SERVER), 35);
  assert.equal(transferMs(5, SERVER), 0);
});

test("the meter shows the mean of the last second, in whole milliseconds that add up", () => {
  const meter = new DelayMeter();
  meter.add(delay(100), 0);
  meter.add(delay(10.4), WINDOW_MS + 1);
  meter.add(delay(11), WINDOW_MS + 101);
  assert.deepEqual(meter.mean(WINDOW_MS + 101), delay(11));
});

test("with nothing drawn lately there is no number", () => {
  const meter = new DelayMeter();
  assert.equal(meter.mean(0), null);
  meter.add(delay(10), 0);
  assert.equal(meter.mean(WINDOW_MS + 1), null);
});

test("poses a second are counted over the time between them", () => {
  const meter = new DelayMeter();
  for (let now = 0; now <= 1000; now += 40) meter.add(delay(1), now);
  assert.equal(meter.rate(1000), 25);
});

test("one pose makes no rate", () => {
  const meter = new DelayMeter();
  meter.add(delay(1), 0);
  assert.equal(meter.rate(1), 0);
});

test("of another device's pose only the server's time and the drawing are known, and they add up", () => {
  const watched = remoteDelay(100, SERVER, 106);
  assert.deepEqual(watched, { encode: NaN, network: NaN, queue: 8, inference: 12, draw: 6, total: 26 });
  const meter = new DelayMeter();
  meter.add(watched, 106);
  assert.deepEqual(meter.mean(106), watched);
});
