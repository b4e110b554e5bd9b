import assert from "node:assert/strict";
import { test } from "node:test";
import { QUALITY_STEPS } from "../../../static/js/stream/adaptive_quality.js";
import { ANSWER_TIMEOUT_MS, LOADING_TIMEOUT_MS } from "../../../static/js/stream/in_flight.js";
import { FrameStream } from "../../../static/js/stream/frame_stream.js";

const LIMITS = { frame_bytes: 1000, frame_pixels: 1_000_000, fps: 1000 };
const MS = { queue: 1, decode: 1, detect: 0, landmarks: 1, total: 3 };

/** A stream whose clock, encoder and connection are the test's own. */
function fakeStream({ jpegBytes = 10 } = {}) {
  const seen = { now: 0, sent: [], poses: [], errors: [], encoded: [], open: 0 };
  const stream = new FrameStream({
    clock: () => (seen.now += 1),
    encode: async (bitmap, size, quality) => {
      seen.encoded.push({ size, quality });
      return { bitmap, jpeg: new ArrayBuffer(jpegBytes) };
    },
    send: (frame) => seen.sent.push(frame),
    onPose: (pose, frame) => seen.poses.push({ pose, frame }),
    onError: (error) => seen.errors.push(error),
  });
  const grab = async () => {
    seen.open += 1;
    return { width: 720, height: 1280, close: () => (seen.open -= 1) };
  };
  return { stream, seen, grab };
}

function answer(seq) {
  return { seq, t: 0, size: [360, 640], people: [], ms: MS };
}

test("no frame is grabbed before the server said welcome", async () => {
  const { stream, seen, grab } = fakeStream();
  await stream.offer(grab, 1);
  assert.deepEqual([seen.sent.length, seen.open], [0, 0]);
});

test("a frame goes out within the size of the step, its pose comes with its bitmap", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS);
  await stream.offer(grab, 5);
  assert.deepEqual(seen.encoded, [{ size: [360, 640], quality: QUALITY_STEPS[0].quality }]);
  assert.equal(seen.sent[0].seq, 1);
  stream.answeredWithPose(answer(1));
  assert.equal(seen.poses[0].frame.seq, 1);
  assert.ok(seen.poses[0].frame.grabbedAt < seen.poses[0].frame.answeredAt);
});

test("t rises even when the camera's clock stops or goes back", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS);
  for (const [index, t] of [50, 50, 20].entries()) {
    await stream.offer(grab, t);
    stream.answeredWithPose(answer(index + 1));
  }
  const times = seen.sent.map(({ t }) => t);
  assert.ok(times[0] < times[1] && times[1] < times[2], String(times));
});

test("a frame that was begun before an interruption is closed, not sent", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS);
  const offered = stream.offer(grab, 1);
  stream.interrupt();
  await offered;
  assert.deepEqual([seen.sent.length, seen.open], [0, 0]);
});

test("dropped and problem make room and close the bitmap", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS);
  for (const [index, why] of ["newer-frame", "worker-lost", "rate"].entries()) {
    await stream.offer(grab, index);
    stream.answeredWithout(index + 1, why);
  }
  assert.deepEqual([seen.sent.length, seen.open], [3, 0]);
});

test("a JPEG above the server's limit is not sent, and the next one is smaller", async () => {
  const { stream, seen, grab } = fakeStream({ jpegBytes: LIMITS.frame_bytes + 1 });
  stream.opened(LIMITS);
  await stream.offer(grab, 1);
  await stream.offer(grab, 2);
  assert.deepEqual([seen.sent.length, seen.open], [0, 0]);
  assert.ok(seen.encoded[1].quality < seen.encoded[0].quality);
});

test("a frame that the server found too large makes the next one smaller", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS);
  await stream.offer(grab, 1);
  stream.answeredWithout(1, "frame-too-large");
  await stream.offer(grab, 2);
  assert.ok(seen.encoded[1].quality < seen.encoded[0].quality);
});

test("an answer that cannot be decoded is reported, and the stream goes on", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS);
  await stream.offer(grab, 1);
  const bad = { id: 1, score: 1, image: new ArrayBuffer(3), world: new ArrayBuffer(3) };
  stream.answeredWithPose({ ...answer(1), people: [bad] });
  assert.deepEqual([seen.errors.length, seen.poses.length, seen.open], [1, 0, 0]);
  await stream.offer(grab, 2);
  assert.equal(seen.sent.length, 2);
});

test("silence counts from the oldest frame that no pose followed, also when it was dropped", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS);
  seen.now = 50_000;
  assert.equal(stream.silentForMs, 0);
  await stream.offer(grab, 1);
  seen.now += ANSWER_TIMEOUT_MS;
  stream.dropOverdue();
  await stream.offer(grab, 2);
  assert.equal(seen.sent.length, 2);
  assert.ok(stream.silentForMs > ANSWER_TIMEOUT_MS);
  stream.answeredWithPose(answer(2));
  assert.equal(stream.silentForMs, 0);
});

test("a server that only drops owes a pose all the same", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS);
  await stream.offer(grab, 1);
  seen.now += 1000;
  stream.answeredWithout(1, "overload");
  assert.ok(stream.silentForMs > 1000);
});

test("nothing is owed after an interruption", async () => {
  const { stream, grab } = fakeStream();
  stream.opened(LIMITS);
  await stream.offer(grab, 1);
  stream.interrupt();
  assert.equal(stream.silentForMs, 0);
});

test("the first frame with a new model has longer, and does not cost quality", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS);
  await stream.offer(grab, 1);
  stream.modelChanged();
  stream.answeredWithPose(answer(1));
  assert.ok(stream.loadingModel, "that was the old model");
  await stream.offer(grab, 2);
  seen.now += ANSWER_TIMEOUT_MS;
  stream.dropOverdue();
  await stream.offer(grab, 3);
  assert.equal(seen.sent.length, 2);
  seen.now += LOADING_TIMEOUT_MS - 2 * ANSWER_TIMEOUT_MS;
  stream.answeredWithPose(answer(2));
  assert.equal(stream.loadingModel, false);
  await stream.offer(grab, 4);
  assert.equal(seen.encoded.at(-1).quality, QUALITY_STEPS[0].quality);
});

test("a page that was loaded again goes on counting where the server says it left off", async () => {
  const { stream, seen, grab } = fakeStream();
  stream.opened(LIMITS, 499);
  await stream.offer(grab, 5);
  stream.answeredWithPose(answer(500));
  assert.deepEqual([seen.sent[0].seq, seen.poses.length], [500, 1]);
  // A connection that came back knows less than the page, which has gone on counting.
  stream.closed();
  stream.opened(LIMITS, 499);
  await stream.offer(grab, 6);
  assert.equal(seen.sent[1].seq, 501);
});
