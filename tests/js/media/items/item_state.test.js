import assert from "node:assert/strict";
import { test } from "node:test";
import { firstProgress, isUnderWay, progressAfter } from "../../../../static/js/media/items/item_state.js";

const JOB = { id: "j", state: "queued", progress: null, frames_done: 0, frames_total: null, results: [], problem: null };
const PROBLEM = { title: "Not a picture", detail: "The file is text.", code: "not-a-picture", status: 415 };

/** The progress after these events. */
function progressOf(kind, ...events) {
  return events.reduce(progressAfter, firstProgress(kind));
}

function states(kind, ...events) {
  return events.map((_, index) => progressOf(kind, ...events.slice(0, index + 1)).state);
}

const START = { type: "start" };
const job = (changed) => ({ type: "job", job: { ...JOB, ...changed } });

test("a video goes from the list to its result", () => {
  const way = [START, { type: "sent", share: 0.5 }, { type: "sent", share: 1 }, job({}), job({ state: "running", progress: 0.4 }), job({ state: "done" })];
  assert.deepEqual(states("video", ...way), ["uploading", "uploading", "uploading", "queued", "running", "done"]);
});

test("a picture is processed as soon as it is uploaded", () => {
  const way = [START, { type: "sent", share: 0.9 }, { type: "sent", share: 1 }, { type: "answered" }];
  assert.deepEqual(states("picture", ...way), ["uploading", "uploading", "running", "done"]);
});

test("a problem ends it with the server's message, and a second try starts from the beginning", () => {
  const failed = progressOf("picture", START, { type: "problem", problem: PROBLEM });
  assert.deepEqual([failed.state, failed.problem], ["failed", PROBLEM]);
  assert.deepEqual(progressAfter(failed, { type: "retry" }), firstProgress("picture"));
});

test("who was found is known once it is counted, and until a second try", () => {
  assert.equal(progressOf("picture", START, { type: "answered", people: 0 }).people, 0);
  const way = [START, job({ state: "done" })];
  assert.equal(progressOf("video", ...way).people, null);
  const counted = { type: "counted", people: 2 };
  assert.deepEqual([progressOf("video", ...way, counted).people, progressOf("video", ...way, counted).state], [2, "done"]);
  // Before a reload it was counted already.
  assert.equal(progressOf("video", counted, ...way).people, 2);
  assert.equal(progressOf("video", ...way, counted, { type: "gone" }, { type: "retry" }).people, null);
});

test("a failed job carries its own reason, and one without a reason says so", () => {
  const failed = progressOf("video", START, job({ state: "failed", problem: { title: "No frames", detail: "It is empty." } }));
  assert.deepEqual([failed.state, failed.problem.title, failed.problem.detail], ["failed", "No frames", "It is empty."]);
  assert.match(progressOf("video", START, job({ state: "failed" })).problem.detail, /no reason/);
});

test("what comes after a cancel changes nothing but a retry", () => {
  const cancelled = progressOf("video", START, job({}), { type: "cancel" });
  assert.equal(cancelled.state, "cancelled");
  for (const late of [job({ state: "done" }), { type: "sent", share: 1 }, { type: "problem", problem: PROBLEM }, { type: "gone" }, { type: "unreachable" }]) {
    assert.deepEqual(progressAfter(cancelled, late), cancelled, late.type);
  }
  assert.equal(progressAfter(cancelled, { type: "retry" }).state, "waiting");
});

test("a server that does not answer is not a failure, and it may answer again", () => {
  const silent = progressOf("video", START, job({ state: "running" }), { type: "unreachable" });
  assert.deepEqual([silent.state, silent.unreachable], ["running", true]);
  assert.equal(progressAfter(silent, job({ state: "running" })).unreachable, false);
});

test("removed results have expired, finished or not", () => {
  for (const state of ["running", "done"]) {
    assert.equal(progressOf("video", START, job({ state }), { type: "gone" }).state, "expired");
  }
});

test("nothing that is under way is started twice", () => {
  const running = progressOf("video", START, job({ state: "running" }));
  assert.equal(progressAfter(running, { type: "retry" }), running);
});

test("under way is what would be lost", () => {
  const under = ["waiting", "uploading", "queued", "running", "done", "failed", "cancelled", "expired"].filter(isUnderWay);
  assert.deepEqual(under, ["waiting", "uploading", "queued", "running"]);
});
