import assert from "node:assert/strict";
import { test } from "node:test";
import { PosePictureSync } from "../../../static/js/stream/pose_picture_sync.js";

/** A decoder that the test finishes by hand, and what came together. */
function fakeSync() {
  const decoding = new Map();
  const closed = [];
  const together = [];
  const decode = (seq) => new Promise((resolve, reject) => decoding.set(seq, { resolve, reject }));
  const sync = new PosePictureSync(decode, (pose, picture) => together.push([pose.seq, picture?.seq ?? null]));
  const decoded = (seq) => decoding.get(seq).resolve({ seq, close: () => closed.push(seq) });
  return { sync, decoded, fails: (seq) => decoding.get(seq).reject(new Error("bad")), together, closed };
}

const turn = () => new Promise((done) => setImmediate(done));
const picture = (seq) => ({ seq, jpeg: seq });

test("a pose is shown on its own picture, however long that takes to decode", async () => {
  const { sync, decoded, together } = fakeSync();
  sync.picture(picture(7));
  void sync.pose({ seq: 7 });
  await turn();
  assert.deepEqual(together, []);
  decoded(7);
  await turn();
  assert.deepEqual(together, [[7, 7]]);
});

test("without a picture, or with one that cannot be decoded, the pose is shown alone", async () => {
  const { sync, fails, together } = fakeSync();
  void sync.pose({ seq: 1 });
  sync.picture(picture(2));
  void sync.pose({ seq: 2 });
  fails(2);
  await turn();
  assert.deepEqual(together, [[1, null], [2, null]]);
});

test("newest wins: what is decoded too late is closed, not drawn", async () => {
  const { sync, decoded, together, closed } = fakeSync();
  sync.picture(picture(1));
  void sync.pose({ seq: 1 });
  sync.picture(picture(2));
  void sync.pose({ seq: 2 });
  decoded(2);
  await turn();
  decoded(1);
  await turn();
  assert.deepEqual([together, closed], [[[2, 2]], [1]]);
});

test("pictures whose poses never come do not pile up", async () => {
  const { sync, decoded, closed } = fakeSync();
  for (let seq = 1; seq <= 10; seq += 1) sync.picture(picture(seq));
  for (let seq = 1; seq <= 10; seq += 1) decoded(seq);
  await turn();
  assert.deepEqual(closed, [1, 2, 3, 4, 5, 6]);
});

test("another camera may count from the beginning again", async () => {
  const { sync, decoded, together } = fakeSync();
  void sync.pose({ seq: 900 });
  await turn();
  sync.picture(picture(1));
  void sync.pose({ seq: 1 });
  decoded(1);
  await turn();
  assert.deepEqual(together, [[900, null], [1, 1]]);
});

test("what was being decoded when the connection was lost is closed, not drawn", async () => {
  const { sync, decoded, together, closed } = fakeSync();
  for (const seq of [1, 2]) sync.picture(picture(seq));
  void sync.pose({ seq: 1 });
  sync.reset();
  for (const seq of [1, 2]) decoded(seq);
  await turn();
  assert.deepEqual([together, closed.sort()], [[], [1, 2]]);
});
