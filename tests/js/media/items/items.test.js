import assert from "node:assert/strict";
import { test } from "node:test";
import { Items } from "../../../../static/js/media/items/items.js";
import { firstMediaState } from "../../../../static/js/media/media_state.js";
import { Store } from "../../../../static/js/ui/store.js";

function made() {
  const store = new Store(firstMediaState({}, { model: "full", mostPeople: 8 }));
  const items = new Items(store);
  const add = (name) => items.add({ name, size: 1, kind: "picture", file: null, options: store.state.options });
  return { store, items, add };
}

test("an item has an id of its own and starts from the beginning, also one made from another", () => {
  const { items, add } = made();
  const first = add("a");
  items.answered(first.id, '{"frames": [{"people": [{}]}]}');
  const copy = items.add(items.get(first.id));
  assert.deepEqual([copy.id, copy.progress.state, copy.document], [2, "waiting", null]);
  assert.deepEqual(items.all.map(({ id, progress: { state, people } }) => [id, state, people]), [[1, "done", 1], [2, "waiting", null]]);
});

test("the selection follows every change", () => {
  const { store, items, add } = made();
  const [first, second] = [add("a"), add("b")];
  assert.equal(store.state.selection.id, first.id);
  items.update(first.id, { type: "problem", problem: { title: "", detail: "", code: "x", status: 422 } });
  items.answered(second.id, "{}");
  assert.equal(store.state.selection.id, second.id);
  items.remove(second.id);
  assert.equal(store.state.selection.id, first.id);
});

test("an event for a removed item changes nothing", () => {
  const { items, add } = made();
  const { id } = add("a");
  items.remove(id);
  items.update(id, { type: "start" });
  assert.deepEqual([items.all, items.get(id), items.get(null)], [[], null, null]);
});
