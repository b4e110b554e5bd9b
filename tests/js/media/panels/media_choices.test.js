import assert from "node:assert/strict";
import { test } from "node:test";
import { downloadsOf } from "../../../../static/js/media/result/downloads.js";
import { fileKind } from "../../../../static/js/capture/file_kind.js";
import { downloadName } from "../../../../static/js/media/result/downloads.js";
import { mediaKey } from "../../../../static/js/media/player/player_keys.js";
import { optionsWords } from "../../../../static/js/media/panels/options_panel.js";
import { SessionJobs } from "../../../../static/js/media/api/session_jobs.js";
import { brokenStorage, fakeStorage } from "../../storage/storage_fake.js";

test("the browser's word on a file counts, then its name", () => {
  const kinds = [["image/png", "a"], ["video/mp4", "a"], ["", "IMG_1.HEIC"], ["", "chat.gif"], ["", "a.avif"], ["", "clip.MOV"], ["", "clip.M2TS"], ["", "old.bmp"], ["text/plain", "notes.txt"], ["", "mp4"]];
  assert.deepEqual(kinds.map(([type, name]) => fileKind({ type, name })), ["picture", "video", "picture", "picture", "picture", "video", "video", null, null, null]);
});

test("downloads are called after their source", () => {
  const names = ["gym.mp4", "my.holiday.jpg", "noending", ".hidden"].map((name) => downloadName(name, "-poses.json"));
  assert.deepEqual(names, ["gym-poses.json", "my.holiday-poses.json", "noending-poses.json", ".hidden-poses.json"]);
});

const progress = (state, results = []) => ({ state, job: { results } });

test("a picture's JSON is there already, everything else is asked for", () => {
  const all = downloadsOf({ name: "a.jpg", kind: "picture", document: "{}", progress: progress("done") });
  assert.deepEqual(all.map(({ fileName, format, text }) => [fileName, format ?? text]), [
    ["a-annotated.png", "png"],
    ["a-poses.json", "{}"],
    ["a-poses-long.csv", "csv"],
    ["a-poses-wide.csv", "csv-wide"],
    ["a-poses.npz", "npz"],
    ["a-openpose-body25.zip", "openpose"],
    ["a-openpose-coco18.zip", "openpose-coco18"],
  ]);
});

test("a video has the results that the server names, and none when they are gone", () => {
  const results = ["poses.json", "annotated.mp4"].map((name) => ({ name, url: `/r/${name}` }));
  const video = { name: "a.mov", kind: "video", document: null };
  const all = downloadsOf({ ...video, progress: progress("done", results) });
  assert.deepEqual(all.map(({ fileName, url }) => [fileName, url]), [["a-annotated.mp4", "/r/annotated.mp4"], ["a-poses.json", "/r/poses.json"]]);
  assert.deepEqual(downloadsOf({ ...video, progress: progress("expired", results) }), []);
});

const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
const within = (...selectors) => (selector) => selectors.some((each) => selector.split(", ").includes(each));

test("keys move the video unless they belong to what has the focus", () => {
  const nowhere = () => false;
  assert.deepEqual([" ", ",", ".", "ArrowLeft", "ArrowRight", "x"].map((key) => mediaKey(press(key), nowhere)), ["toggle", "back", "on", "back", "on", null]);
  assert.equal(mediaKey(press(","), within("button")), "back");
  assert.equal(mediaKey(press(" "), within("button")), null);
  assert.equal(mediaKey(press(" "), within("input", "#timeline")), "toggle");
  assert.equal(mediaKey(press("ArrowRight"), within("input", "#timeline")), null);
  assert.equal(mediaKey(press(".", { ctrlKey: true }), nowhere), null);
});

test("options in words", () => {
  const options = { model: "heavy", people: 3, smoothing: "offline" };
  assert.equal(optionsWords(options), "Heavy · up to 3 people · smoothed");
  assert.equal(optionsWords({ ...options, people: 1 }), "Heavy · 1 person · smoothed");
});

test("jobs come back after a reload; rubbish, and a storage that is forbidden, do not hurt", () => {
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
