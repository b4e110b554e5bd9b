import assert from "node:assert/strict";
import { test } from "node:test";
import { SessionJobs } from "../../../../static/js/media/api/session_jobs.js";
import { brokenStorage, fakeStorage } from "../../storage/storage_fake.js";

test("jobs come back after a reload; invalid values and forbidden storage are ignored", () => {
  const storage = fakeStorage();
  const jobs = new SessionJobs(storage);
  assert.deepEqual(jobs.read(), []);
  const kept = { job: "abc", name: "a.mp4", size: 3, options: { model: "full", people: 1, smoothing: "none", minVisibility: 0 }, people: 0 };
  jobs.keep([kept]);
  assert.deepEqual(new SessionJobs(storage).read(), [kept]);
  storage.setItem("posecast-jobs", '[{"job": 3}, null, "x"]');
  assert.deepEqual(jobs.read(), []);
  storage.setItem("posecast-jobs", "{not json");
  assert.deepEqual(jobs.read(), []);
  for (const none of [null, brokenStorage()]) {
    new SessionJobs(none).keep([kept]);
    assert.deepEqual(new SessionJobs(none).read(), []);
  }
});
