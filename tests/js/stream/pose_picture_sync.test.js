import assert from "node:assert/strict";
import { test } from "node:test";
import { PosePictureSync } from "../../../static/js/stream/pose_picture_sync.js";

/** A decoder that the test finishes by hand, and what came together. */
function fakeShared() {
  const decoding = new Map();
  const closed = [];
  const together = [];
  const decode = (seq) => new Promise((resolve, reject) => decoding.set(seq, { resolve, reject }));
  const shared = new PosePictureSync(decode, (pose, picture) => together.push([pose.seq, picture?.seq ?? null]));
  const decoded = (seq) => decoding.get(seq).resolve({ seq, close: () => closed.push(seq) });
  return { shared, decoded, fails: (seq) => decoding.get(seq).reject(new Error("bad")), together, closed };
}

const turn = () => new Promise((done) => setImmediate(done));
const picture = (seq) => ({ seq, jpeg: seq });

test("a pose stands on its own picture, however long that takes to decode", async () => {
  const { shared, decoded, together } = fakeShared();
  shared.picture(picture(7));
  void shared.pose({ seq: 7 });
  await turn();
  assert.deepEqual(together, []);
  decoded(7);
  await turn();
  assert.deepEqual(together, [[7, 7]]);
});

test("without a picture, or with one that cannot be read, the pose stands alone", async () => {
  const { shared, fails, together } = fakeShared();
  void shared.pose({ seq: 1 });
  shared.picture(picture(2));
  void shared.pose({ seq: 2 });
  fails(2);
  await turn();
  assert.deepEqual(together, [[1, null], [2, null]]);
});

test("newest wins: what is decoded too late is closed, not drawn", async () => {
  const { shared, decoded, together, closed } = fakeShared();
  shared.picture(picture(1));
  void shared.pose({ seq: 1 });
  shared.picture(picture(2));
  void shared.pose({ seq: 2 });
  decoded(2);
  await turn();
  decoded(1);
  await turn();
  assert.deepEqual([together, closed], [[[2, 2]], [1]]);
});

test("pictures whose poses never come do not pile up", async () => {
  const { shared, decoded, closed } = fakeShared();
  for (let seq = 1; seq <= 10; seq += 1) shared.picture(picture(seq));
  for (let seq = 1; seq <= 10; seq += 1) decoded(seq);
  await turn();
  assert.deepEqual(closed, [1, 2, 3, 4, 5, 6]);
});

test("another camera may count from the beginning again", async () => {
  const { shared, decoded, together } = fakeShared();
  void shared.pose({ seq: 900 });
  await turn();
  shared.picture(picture(1));
  void shared.pose({ seq: 1 });
  decoded(1);
  await turn();
  assert.deepEqual(together, [[900, null], [1, 1]]);
});

test("what was on its way over a lost connection is closed, not drawn", async () => {
  const { shared, decoded, together, closed } = fakeShared();
  for (const seq of [1, 2]) shared.picture(picture(seq));
  void shared.pose({ seq: 1 });
  shared.reset();
  for (const seq of [1, 2]) decoded(seq);
  await turn();
  assert.deepEqual([together, closed.sort()], [[], [1, 2]]);
});
