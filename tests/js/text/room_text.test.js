import assert from "node:assert/strict";
import { test } from "node:test";
import {
  QUIET_AFTER_MS,
  batteryWords,
  cameraName,
  countdown,
  phoneGoneWords,
  phoneSees,
  phoneStateWords,
  viewerWords,
  viewersWords,
} from "../../../static/js/text/room_text.js";

const room = (more) => ({
  ...{ camera: "here", camera_name: "", camera_state: null, camera_delay_ms: null },
  ...{ is_camera: false, viewers: 0, video: false, size: null },
  ...more,
});

test("each state of the camera has words of its own, and a live one none", () => {
  const titles = ["none", "away", "paused"].map((camera) => viewerWords(room({ camera }), 0)?.title);
  titles.push(viewerWords(null, 0)?.title, viewerWords(room({}), QUIET_AFTER_MS + 1)?.title);
  assert.equal(new Set(titles).size, 5);
  assert.ok(titles.every(Boolean));
  assert.equal(viewerWords(room({}), QUIET_AFTER_MS), null);
});

test("the desktop says how its phone is", () => {
  assert.equal(phoneStateWords(room({ camera: "away" })), "away");
  assert.equal(phoneStateWords(room({ camera: "paused", camera_delay_ms: 40 })), "paused");
  assert.equal(phoneStateWords(room({ camera_delay_ms: 41.6 })), "42 ms on the server");
  assert.equal(phoneStateWords(room({})), "connected");
});

test("the desktop's status line says whom the phone sees, or why it sees nobody", () => {
  const said = ["away", "none", "paused"].map((camera) => phoneSees(room({ camera }), 1));
  said.push(phoneSees(room({}), 0), phoneSees(room({}), 1), phoneSees(room({}), 2));
  assert.equal(new Set(said).size, 6);
});

test("a battery is spoken of where the phone does, and marked where it is low", () => {
  assert.equal(batteryWords(null), null);
  assert.equal(batteryWords({ paused: false, battery: null, charging: null }), null);
  assert.deepEqual(batteryWords({ paused: false, battery: 0, charging: false }), { words: "0 %", isLow: true });
  assert.deepEqual(batteryWords({ paused: false, battery: 0.1, charging: true }), { words: "10 %, charging", isLow: false });
  assert.deepEqual(batteryWords({ paused: false, battery: 0.874, charging: null }), { words: "87 %", isLow: false });
});

test("the time to come back is counted down to nothing", () => {
  assert.equal(countdown(0, 120), "2:00");
  assert.equal(countdown(500, 120), "2:00");
  assert.equal(countdown(61_000, 120), "0:59");
  assert.equal(countdown(119_999, 120), "0:01");
  assert.equal(countdown(120_000, 120), "");
});

test("a guest's name is one short line without tricks", () => {
  assert.equal(cameraName("iPhone"), "iPhone");
  for (const empty of ["", "  ", "\u0000\u001b\u200b"]) assert.equal(cameraName(empty), "The phone");
  assert.equal(cameraName("a\u202ecba\n\n b"), "a cba b");
  assert.equal(cameraName("x".repeat(4096)).length, 40);
});

test("viewers are counted as people count", () => {
  assert.deepEqual([0, 1, 2].map(viewersWords), ["Nobody is watching.", "1 person is watching.", "2 people are watching."]);
});

test("a phone that left is asked to scan a code only where there is one", () => {
  for (const left of ["1:30", ""]) {
    assert.match(phoneGoneWords("iPhone", left, true).text, /scan this/i);
    assert.doesNotMatch(phoneGoneWords("iPhone", left, false).text, /scan/i);
  }
  assert.match(phoneGoneWords("iPhone", "1:30", false).text, /kept for 1:30/);
});
