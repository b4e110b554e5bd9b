import assert from "node:assert/strict";
import { test } from "node:test";
import {
  QUIET_AFTER_MS,
  batteryText,
  cameraName,
  countdown,
  phoneAwayNotice,
  phonePeopleText,
  phoneStateText,
  viewerNotice,
  viewerCountText,
} from "../../../static/js/text/room_text.js";

const room = (more) => ({
  ...{ camera: "here", camera_name: "", camera_state: null, camera_delay_ms: null },
  ...{ is_camera: false, viewers: 0, video: false, size: null },
  ...more,
});

test("each state of the camera has a text of its own, and a live one none", () => {
  const titles = ["none", "away", "paused"].map((camera) => viewerNotice(room({ camera }), 0)?.title);
  titles.push(viewerNotice(null, 0)?.title, viewerNotice(room({}), QUIET_AFTER_MS + 1)?.title);
  assert.equal(new Set(titles).size, 5);
  assert.ok(titles.every(Boolean));
  assert.equal(viewerNotice(room({}), QUIET_AFTER_MS), null);
});

test("the owner's page says how its phone is", () => {
  assert.equal(phoneStateText(room({ camera: "away" })), "away");
  assert.equal(phoneStateText(room({ camera: "paused", camera_delay_ms: 40 })), "paused");
  assert.equal(phoneStateText(room({ camera_delay_ms: 41.6 })), "42 ms on the server");
  assert.equal(phoneStateText(room({})), "connected");
});

test("the owner's status line says whom the phone sees, or why it sees nobody", () => {
  const said = ["away", "none", "paused"].map((camera) => phonePeopleText(room({ camera }), 1));
  said.push(phonePeopleText(room({}), 0), phonePeopleText(room({}), 1), phonePeopleText(room({}), 2));
  assert.equal(new Set(said).size, 6);
});

test("a battery is shown where the phone tells it, and marked where it is low", () => {
  assert.equal(batteryText(null), null);
  assert.equal(batteryText({ paused: false, battery: null, charging: null }), null);
  assert.deepEqual(batteryText({ paused: false, battery: 0, charging: false }), { text: "0 %", isLow: true });
  assert.deepEqual(batteryText({ paused: false, battery: 0.1, charging: true }), { text: "10 %, charging", isLow: false });
  assert.deepEqual(batteryText({ paused: false, battery: 0.874, charging: null }), { text: "87 %", isLow: false });
});

test("the time for which a place is kept is counted down to nothing", () => {
  assert.equal(countdown(0, 120), "2:00");
  assert.equal(countdown(500, 120), "2:00");
  assert.equal(countdown(61_000, 120), "0:59");
  assert.equal(countdown(119_999, 120), "0:01");
  assert.equal(countdown(120_000, 120), "");
});

test("a device's name is one short line without control characters", () => {
  assert.equal(cameraName("iPhone"), "iPhone");
  for (const empty of ["", "  ", "\u0000\u001b\u200b"]) assert.equal(cameraName(empty), "The phone");
  assert.equal(cameraName("a\u202ecba\n\n b"), "a cba b");
  assert.equal(cameraName("x".repeat(4096)).length, 40);
});

test("viewers are counted in plain words", () => {
  assert.deepEqual([0, 1, 2].map(viewerCountText), ["Nobody is watching.", "1 person is watching.", "2 people are watching."]);
});

test("a phone that left is asked to scan a code only where there is one", () => {
  for (const left of ["1:30", ""]) {
    assert.match(phoneAwayNotice("iPhone", left, true).text, /scan this/i);
    assert.doesNotMatch(phoneAwayNotice("iPhone", left, false).text, /scan/i);
  }
  assert.match(phoneAwayNotice("iPhone", "1:30", false).text, /kept for 1:30/);
});
