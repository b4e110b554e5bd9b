import assert from "node:assert/strict";
import { test } from "node:test";
import { firstProgress } from "../../../static/js/media/items/item_state.js";
import { expiredItems, firstMediaState, hasWork, itemToOpen, jobsToKeep, shownResult, stageContent } from "../../../static/js/media/media_state.js";

const SERVER = { model: "full", mostPeople: 4 };
const FIRST = firstMediaState({}, SERVER);
const PROBLEM = { title: "Not a picture", detail: "it is text", code: "x", status: 415 };

const item = (id, state, more = {}) => ({
  ...{ id, name: `${id}.mp4`, size: 9, kind: "video", file: new File([], "a"), options: FIRST.options, document: null },
  ...more,
  progress: { ...firstProgress("video"), state, ...more.progress },
});
const showing = (shown, more = {}) => ({ ...FIRST, items: [shown], selection: { id: shown.id, isChosen: false }, ...more });
const opened = (id) => ({ opened: { id, result: { item: item(id, "done") }, problem: null } });

test("options chosen on an earlier visit count, but no more people than the server finds", () => {
  assert.deepEqual(FIRST.options, { model: "full", people: 1, smoothing: "offline", minVisibility: 0 });
  const { options } = firstMediaState({ model: "lite", people: 9 }, SERVER);
  assert.deepEqual(options, { model: "lite", people: 4, smoothing: "offline", minVisibility: 0 });
});

test("the stage shows the welcome, then the progress, then the result", () => {
  assert.deepEqual(stageContent(FIRST), { show: "welcome" });
  assert.deepEqual(stageContent(showing(item(1, "queued"))), { show: "waiting", text: "Waiting for its turn on the server" });
  assert.deepEqual(stageContent(showing(item(1, "done"))), { show: "waiting", text: "Opening the result…" });
  assert.deepEqual(stageContent(showing(item(1, "done"), opened(1))), { show: "result" });
});

test("a file without a result has a card, with another try where that may help", () => {
  const failed = item(1, "failed", { progress: { problem: PROBLEM } });
  assert.deepEqual(stageContent(showing(failed)), { show: "card", title: "Not a picture", text: "It is text.", canRetry: false });
  const busy = item(1, "failed", { progress: { problem: { ...PROBLEM, status: 503 } } });
  assert.equal(stageContent(showing(busy)).canRetry, true);
  assert.equal(stageContent(showing({ ...busy, file: null })).canRetry, false, "the browser has no file after a reload");
});

test("a result that cannot be opened says why, on its own item only", () => {
  const broken = { opened: { id: 1, result: null, problem: { title: "Unreadable", detail: "SyntaxError" } } };
  assert.deepEqual(stageContent(showing(item(1, "done"), broken)), { show: "unopened", title: "Unreadable", text: "SyntaxError" });
  assert.equal(stageContent(showing(item(2, "done"), broken)).show, "waiting");
});

test("the result of the selected item is opened when it is done", () => {
  assert.equal(itemToOpen(FIRST), null);
  for (const state of ["waiting", "running", "failed", "cancelled", "expired"]) assert.equal(itemToOpen(showing(item(1, state))), null, state);
  assert.equal(itemToOpen(showing(item(1, "done"))), 1);
});

test("a result that is shown stays when the server removes it, until the file is processed again", () => {
  const expired = showing(item(1, "expired"), opened(1));
  assert.deepEqual([itemToOpen(expired), stageContent(expired).show], [1, "result"]);
  const again = showing(item(1, "waiting"), opened(1));
  assert.deepEqual([itemToOpen(again), stageContent(again).show], [null, "waiting"]);
});

test("the result of another item is not shown", () => {
  assert.equal(shownResult(showing(item(2, "done"), opened(1))), null);
  assert.equal(shownResult(showing(item(1, "done"), opened(1))).item.id, 1);
});

test("leaving the page asks only while something is under way", () => {
  assert.equal(hasWork({ ...FIRST, items: [item(1, "done"), item(2, "failed")] }), false);
  assert.equal(hasWork({ ...FIRST, items: [item(1, "done"), item(2, "uploading")] }), true);
});

test("a reload takes up the jobs that are under way or have results", () => {
  const withJob = (id, state) => item(id, state, { progress: { job: { id: `j${id}` }, people: null } });
  const items = [withJob(1, "running"), withJob(2, "done"), withJob(3, "cancelled"), withJob(4, "failed"), item(5, "uploading")];
  assert.deepEqual(jobsToKeep(items).map(({ job }) => job), ["j1", "j2"]);
  assert.deepEqual(jobsToKeep(items)[0], { job: "j1", name: "1.mp4", size: 9, options: FIRST.options, people: null });
});

test("results expire at the time that the server names", () => {
  const until = (id, expires, state = "done") => item(id, state, { progress: { job: { id: "j", expires } } });
  const items = [until(1, "2026-01-01T00:00:00Z"), until(2, "2026-01-01T01:00:00Z"), until(3, null), until(4, "2026-01-01T00:00:00Z", "expired"), item(5, "done")];
  assert.deepEqual(expiredItems(items, Date.parse("2026-01-01T00:30:00Z")).map(({ id }) => id), [1]);
});
