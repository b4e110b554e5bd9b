import assert from "node:assert/strict";
import { test } from "node:test";
import { UploadQueue } from "../../../../static/js/media/api/upload_queue.js";

/** Works that end when the test says so. */
function works() {
  const running = new Map();
  const start = (name) => () => new Promise((resolve, reject) => running.set(name, { resolve, reject }));
  return { running, start };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const patient = () => new AbortController().signal;

test("two run at once, and the third when one of them ends", async () => {
  const slots = new UploadQueue(2);
  const { running, start } = works();
  const all = ["a", "b", "c"].map((name) => slots.run(start(name), patient()));
  await turn();
  assert.deepEqual([...running.keys()], ["a", "b"]);
  running.get("a").resolve("A");
  assert.equal(await all[0], "A");
  await turn();
  assert.deepEqual([...running.keys()], ["a", "b", "c"]);
});

test("one that fails gives its place on", async () => {
  const slots = new UploadQueue(1);
  const { running, start } = works();
  const first = slots.run(start("a"), patient());
  void slots.run(start("b"), patient());
  await turn();
  running.get("a").reject(new Error("no"));
  await assert.rejects(first, /no/);
  await turn();
  assert.ok(running.has("b"));
});

test("who is cancelled while waiting takes no place", async () => {
  const slots = new UploadQueue(1);
  const { running, start } = works();
  void slots.run(start("a"), patient());
  const controller = new AbortController();
  const gone = slots.run(start("b"), controller.signal);
  void slots.run(start("c"), patient());
  controller.abort();
  await assert.rejects(gone, { name: "AbortError" });
  await turn();
  running.get("a").resolve();
  await turn();
  assert.deepEqual([...running.keys()], ["a", "c"]);
});
