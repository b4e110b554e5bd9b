import assert from "node:assert/strict";
import { test } from "node:test";
import { ANSWER_TIMEOUT_MS, InFlight } from "../../../static/js/stream/in_flight.js";

/** A frame whose bitmap knows whether it was closed. */
function frame(grabbedAt = 0) {
  const bitmap = { width: 4, height: 4, closed: false, close: () => (bitmap.closed = true) };
  return { seq: 0, t: grabbedAt, bitmap, jpeg: new ArrayBuffer(1), grabbedAt, encodedAt: grabbedAt, sentAt: NaN };
}

/** Encodes a frame in no time. */
function encode(flow, now) {
  const encoded = frame(now);
  flow.encodingStarted(now);
  flow.encodingEnded(encoded, now);
  return encoded;
}

test("seq starts at 1 and rises by 1", () => {
  const flow = new InFlight();
  for (const seq of [1, 2, 3]) {
    encode(flow, seq * 100);
    assert.equal(flow.takeForSending(seq * 100)?.seq, seq);
    assert.ok(flow.answered(seq, seq * 100 + 10));
  }
});

test("one frame is in flight; the next waits for the answer", () => {
  const flow = new InFlight();
  encode(flow, 0);
  flow.takeForSending(0);
  const second = encode(flow, 10);
  assert.equal(flow.takeForSending(10), null);
  flow.answered(1, 20);
  assert.equal(flow.takeForSending(20), second);
});

test("the newest waiting frame takes the place of the older one, whose bitmap is closed", () => {
  const flow = new InFlight();
  encode(flow, 0);
  flow.takeForSending(0);
  const older = encode(flow, 10);
  const newer = encode(flow, 20);
  assert.ok(older.bitmap.closed);
  flow.answered(1, 30);
  assert.equal(flow.takeForSending(30), newer);
});

test("only one frame is encoded at a time", () => {
  const flow = new InFlight();
  flow.encodingStarted(0);
  assert.equal(flow.wantsFrame(10_000), false);
  flow.encodingEnded(null, 5);
  assert.equal(flow.wantsFrame(6), true);
});

test("a frame is encoded just early enough to be ready when the answer is expected", () => {
  const flow = new InFlight();
  encode(flow, 0);
  flow.takeForSending(0);
  flow.answered(1, 200);
  encode(flow, 200);
  flow.takeForSending(200);
  assert.equal(flow.wantsFrame(250), false);
  assert.equal(flow.wantsFrame(395), true);
});

test("an answer to a frame that is not in flight belongs to none", () => {
  const flow = new InFlight();
  encode(flow, 0);
  flow.takeForSending(0);
  assert.equal(flow.answered(7, 10), null);
  assert.equal(flow.answered(1, 11)?.seq, 1);
  assert.equal(flow.answered(1, 12), null);
});

test("a frame that is never answered makes room after the timeout, not before", () => {
  const flow = new InFlight();
  const lost = encode(flow, 0);
  flow.takeForSending(0);
  assert.equal(flow.expire(ANSWER_TIMEOUT_MS - 1), false);
  assert.equal(flow.expire(ANSWER_TIMEOUT_MS), true);
  assert.ok(lost.bitmap.closed);
  const next = encode(flow, ANSWER_TIMEOUT_MS);
  assert.equal(flow.takeForSending(ANSWER_TIMEOUT_MS), next);
});

test("no more frames a second than the server allows", () => {
  const flow = new InFlight();
  flow.limitRate(10);
  encode(flow, 0);
  assert.ok(flow.takeForSending(0));
  flow.answered(1, 5);
  encode(flow, 10);
  assert.equal(flow.takeForSending(99), null);
  assert.ok(flow.takeForSending(100));
});

test("clearing closes all bitmaps", () => {
  const flow = new InFlight();
  const sent = encode(flow, 0);
  flow.takeForSending(0);
  const waiting = encode(flow, 1);
  flow.clear();
  assert.ok(sent.bitmap.closed && waiting.bitmap.closed);
  assert.equal(flow.takeForSending(2), null);
});
