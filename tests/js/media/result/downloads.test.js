import assert from "node:assert/strict";
import { test } from "node:test";
import { downloadName, downloadsNote, downloadsOf } from "../../../../static/js/media/result/downloads.js";

const progress = (state, results = []) => ({ state, job: { results } });

test("downloads are named after their source", () => {
  const names = ["gym.mp4", "my.holiday.jpg", "noending", ".hidden"].map((name) => downloadName(name, "-poses.json"));
  assert.deepEqual(names, ["gym-poses.json", "my.holiday-poses.json", "noending-poses.json", ".hidden-poses.json"]);
});

test("a picture's JSON is in the page already, everything else is made by the server", () => {
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

test("a note says until when the server keeps the downloads", () => {
  const note = (state, expires) => downloadsNote({ progress: { state, job: { expires } } });
  assert.match(note("done", "2026-01-02T03:04:05Z"), /^The server keeps these until .*\d/);
  assert.match(note("expired", null), /removed/);
  assert.deepEqual([note("done", null), note("running", "2026-01-02T03:04:05Z")], ["", ""]);
});
