import assert from "node:assert/strict";
import { test } from "node:test";
import { FileActions } from "../../../static/js/media/file_actions.js";
import { Items } from "../../../static/js/media/items/items.js";
import { firstMediaState } from "../../../static/js/media/media_state.js";
import { Store } from "../../../static/js/ui/store.js";

/** A page whose runner only writes down what it was asked for. */
function page() {
  const store = new Store(firstMediaState({ people: 2 }, { model: "full", mostPeople: 8 }));
  const items = new Items(store);
  const calls = [];
  const messages = [];
  let scrolls = 0;
  const names = ["run", "retry", "cancel", "remove"];
  const runner = {
    ...Object.fromEntries(names.map((name) => [name, async ({ id }) => void calls.push([name, id])])),
    resume: async ({ id }, job) => void calls.push(["resume", id, job]),
  };
  const actions = new FileActions({
    ...{ store, items, runner },
    loader: { forget: (id) => calls.push(["forget", id]) },
    notify: (text) => messages.push(text),
    scrollToResult: () => (scrolls += 1),
  });
  return { store, items, actions, calls, messages, scrolls: () => scrolls };
}

const picture = (name, content = "abc") => new File([content], name, { type: "image/png" });

test("added files are uploaded with the chosen options, and the first is shown", () => {
  const { store, items, actions, calls, scrolls } = page();
  actions.add([picture("a.png")]);
  actions.add([picture("b.png"), new File(["abc"], "c.mp4")]);
  assert.deepEqual(calls, [["run", 1], ["run", 2], ["run", 3]]);
  assert.deepEqual(items.all.map(({ kind, options }) => [kind, options.people]), [["picture", 2], ["picture", 2], ["video", 2]]);
  assert.deepEqual([store.state.selection, scrolls()], [{ id: 2, isChosen: false }, 2]);
});

test("a file of another kind is named and not added", () => {
  const { items, actions, messages, scrolls } = page();
  actions.add([new File(["a"], "notes.txt")]);
  assert.deepEqual([items.all, messages, scrolls()], [[], ["notes.txt is neither a picture nor a video."], 0]);
});

test("an empty file fails without being uploaded", () => {
  const { items, actions, calls } = page();
  actions.add([picture("empty.png", "")]);
  assert.deepEqual([items.get(1).progress.state, items.get(1).progress.problem.code, calls], ["failed", "empty", []]);
});

test("each action reaches the runner, and a removed item's poses are forgotten", () => {
  const { actions, calls } = page();
  actions.add([picture("a.png")]);
  for (const action of ["cancel", "retry", "remove"]) actions.act(action, 1);
  actions.act("cancel", 7);
  actions.act("cancel", null);
  assert.deepEqual(calls, [["run", 1], ["cancel", 1], ["retry", 1], ["forget", 1], ["remove", 1]]);
});

test("again makes a new item of the file, with the options chosen now, and shows it", () => {
  const { store, items, actions, calls } = page();
  actions.add([picture("a.png")]);
  store.change({ options: { ...store.state.options, model: "lite" } });
  actions.act("again", 1);
  assert.deepEqual(items.all.map(({ name, options }) => [name, options.model]), [["a.png", "full"], ["a.png", "lite"]]);
  assert.deepEqual([calls.at(-1), store.state.selection], [["run", 2], { id: 2, isChosen: true }]);
});

test("jobs from before a reload go on, with the people that were counted", () => {
  const { store, items, actions, calls } = page();
  actions.resume([{ job: "j", name: "a.mp4", size: 5, options: store.state.options, people: 3 }]);
  assert.deepEqual(calls, [["resume", 1, "j"]]);
  assert.deepEqual([items.get(1).kind, items.get(1).file, items.get(1).progress.people], ["video", null, 3]);
});

test("results that the server has removed by now are marked", () => {
  const { store, items, actions } = page();
  actions.resume([{ job: "j", name: "a.mp4", size: 5, options: store.state.options }]);
  items.update(1, { type: "job", job: { id: "j", state: "done", expires: "2026-01-01T00:00:00Z", results: [] } });
  actions.markExpired(Date.parse("2025-12-31T00:00:00Z"));
  assert.equal(items.get(1).progress.state, "done");
  actions.markExpired(Date.parse("2026-01-02T00:00:00Z"));
  assert.equal(items.get(1).progress.state, "expired");
});
