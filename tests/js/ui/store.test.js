import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../../static/js/ui/store.js";

test("a watcher is called at once, and when its part changes", () => {
  const store = new Store({ count: 1, other: 0 });
  const seen = [];
  store.watch(({ count }) => count, (count) => seen.push(count));
  store.change({ other: 5 });
  store.change({ count: 2 });
  store.change({ count: 2 });
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(store.state, { count: 2, other: 5 });
});

test("a selected object changes when one of its fields does", () => {
  const store = new Store({ link: { state: "open", code: null } });
  const seen = [];
  store.watch(({ link }) => ({ state: link.state }), ({ state }) => seen.push(state));
  store.change({ link: { state: "open", code: "x" } });
  store.change({ link: { state: "closed", code: "x" } });
  assert.deepEqual(seen, ["open", "closed"]);
});

test("a field that changes between null and an object is seen", () => {
  const store = new Store({ room: null });
  const seen = [];
  store.watch(({ room }) => room, (room) => seen.push(room));
  store.change({ room: { camera: "none" } });
  store.change({ room: null });
  assert.deepEqual(seen, [null, { camera: "none" }, null]);
});

test("what a watcher changes reaches the watchers before and after it", () => {
  const store = new Store({ problem: null, card: "none" });
  const seen = [];
  store.watch(({ card }) => card, (card) => seen.push(`before ${card}`));
  store.watch(({ problem }) => problem, (problem) => store.change({ card: problem ?? "none" }));
  store.watch(({ card }) => card, (card) => seen.push(`after ${card}`));
  store.change({ problem: "lost" });
  assert.deepEqual(seen, ["before none", "after none", "after lost", "before lost"]);
});

test("a watcher that throws does not keep later changes from being seen", () => {
  const store = new Store({ count: 0 });
  const seen = [];
  store.watch(({ count }) => count, (count) => {
    if (count === 1) throw new Error("broken");
    seen.push(count);
  });
  assert.throws(() => store.change({ count: 1 }), /broken/);
  store.change({ count: 2 });
  assert.deepEqual(seen, [0, 2]);
});
