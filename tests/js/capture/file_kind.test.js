import assert from "node:assert/strict";
import { test } from "node:test";
import { fileKind, sourceKind } from "../../../static/js/capture/file_kind.js";

for (const [name, type, kind] of [
  ["squat.mp4", "video/mp4", "video"],
  ["squat.MKV", "", "video"],
  ["clip", "video/webm", "video"],
  ["me.jpg", "image/jpeg", "picture"],
  ["IMG_1.HEIC", "", "picture"],
  ["notes.txt", "text/plain", null],
  ["song.mp3", "audio/mpeg", null],
  ["mp4", "", null],
  ["", "", null],
]) {
  test(`"${name}" of type "${type}" is ${kind ?? "no source"}`, () => {
    assert.equal(sourceKind({ name, type }), kind);
  });
}

test("the server may read more files than this browser shows", () => {
  const names = ["IMG_1.HEIC", "chat.gif", "a.avif", "clip.MOV", "clip.M2TS", "old.avi", "old.bmp", "notes.txt", "mp4"];
  assert.deepEqual(
    names.map((name) => fileKind({ name, type: "" })),
    ["picture", "picture", "picture", "video", "video", "video", null, null, null],
  );
  assert.deepEqual([fileKind({ name: "a", type: "image/png" }), fileKind({ name: "a", type: "text/plain" })], ["picture", null]);
});
