import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiProblem } from "../../../../static/js/media/api/problem.js";
import { Items } from "../../../../static/js/media/items/items.js";
import { firstMediaState, itemToOpen, stageContent } from "../../../../static/js/media/media_state.js";
import { ResultOpener } from "../../../../static/js/media/result/result_opener.js";
import { Store } from "../../../../static/js/ui/store.js";
import { table } from "../poses/made_table.js";

/** A page with two finished pictures; each load ends when the test says so. */
function page() {
  const store = new Store(firstMediaState({}, { model: "full", mostPeople: 8 }));
  const items = new Items(store);
  const loads = [];
  const bitmaps = { closed: 0 };
  const loader = {
    closed: 0,
    close: () => (loader.closed += 1),
    load: (item, signal) => new Promise((resolve, reject) => {
      const bitmap = { close: () => (bitmaps.closed += 1) };
      const ends = () => resolve({ item, table: table([0], [[1, 2]]), background: "original", bitmap, player: null });
      loads.push({ id: item.id, signal, ends, fails: reject });
    }),
  };
  const opener = new ResultOpener({ store, items, loader });
  for (const name of ["a.png", "b.png"]) {
    const { id } = items.add({ name, size: 1, kind: "picture", file: null, options: store.state.options });
    items.answered(id, "{}");
  }
  store.watch(itemToOpen, (id) => void opener.open(id));
  const select = (id) => store.change({ selection: { id, isChosen: true } });
  return { store, items, loader, loads, bitmaps, opener, select, shows: () => stageContent(store.state).show };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("the selected result is opened, and its people are counted", async () => {
  const { store, items, loads, shows } = page();
  assert.deepEqual([loads.map(({ id }) => id), shows()], [[1], "waiting"]);
  loads[0].ends();
  await turn();
  assert.deepEqual([shows(), store.state.opened.id, items.get(1).progress.people], ["result", 1, 2]);
});

test("another selection closes the result, and with it who is shown in 3D", async () => {
  const { store, loader, loads, select, shows } = page();
  loads[0].ends();
  await turn();
  store.change({ person: 2 });
  const closed = loader.closed;
  select(2);
  assert.deepEqual([shows(), store.state.opened, store.state.person, loader.closed], ["waiting", null, null, closed + 1]);
  assert.deepEqual(loads.map(({ id }) => id), [1, 2]);
});

test("a video that plays is paused when its result is closed", async () => {
  const { store, opener } = page();
  let pauses = 0;
  store.change({ opened: { id: 1, result: { player: { pause: () => (pauses += 1) } }, problem: null }, isPlaying: true });
  await opener.open(null);
  assert.deepEqual([pauses, store.state.opened, store.state.isPlaying], [1, null, false]);
});

test("a result that is loaded too late is not shown, and its picture is freed", async () => {
  const { store, loads, bitmaps, select } = page();
  select(2);
  assert.ok(loads[0].signal.aborted);
  loads[1].ends();
  loads[0].ends();
  await turn();
  assert.deepEqual([store.state.opened.id, bitmaps.closed], [2, 1]);
});

test("a result that cannot be read can be tried again", async () => {
  const { store, loads, opener, shows } = page();
  loads[0].fails(new SyntaxError("no JSON"));
  await turn();
  assert.deepEqual([shows(), store.state.opened.problem.detail], ["unopened", "SyntaxError: no JSON"]);
  void opener.open(1);
  assert.equal(shows(), "waiting");
  loads[1].ends();
  await turn();
  assert.equal(shows(), "result");
});

test("a result that the server has removed has expired", async () => {
  const { items, loads, shows } = page();
  loads[0].fails(new ApiProblem({ title: "Gone", detail: "", code: "gone", status: 404 }));
  await turn();
  assert.deepEqual([items.get(1).progress.state, shows()], ["expired", "card"]);
});

test("an error after the selection has changed is nobody's", async () => {
  const { store, loads, select } = page();
  select(2);
  loads[0].fails(new TypeError("late"));
  await turn();
  assert.equal(store.state.opened, null);
});
