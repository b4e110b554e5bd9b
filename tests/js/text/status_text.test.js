import assert from "node:assert/strict";
import { test } from "node:test";
import { LANDMARK_NAMES } from "../../../static/js/protocol/wire.js";
import { LOST_AFTER_MS, SILENT_AFTER_MS, statusText } from "../../../static/js/text/status_text.js";

/** Everything visible at the height `y` of the picture, but for landmarks whose name matches `hidden`. */
function person(hidden = /^$/, y = 0.5) {
  const image = new Float32Array(33 * 4);
  LANDMARK_NAMES.forEach((name, row) => image.set([0.5, y, 0, hidden.test(name) ? 0.1 : 0.9], row * 4));
  return { image };
}

const LIVE = {
  state: "live",
  filePaused: false,
  stalled: false,
  connected: true,
  refused: false,
  loadingModel: false,
  people: [person()],
  emptyForMs: 0,
  silentForMs: 0,
};

test("people are counted", () => {
  assert.equal(statusText(LIVE).who, "1 person");
  assert.equal(statusText({ ...LIVE, people: [person(), person()] }).who, "2 people");
});

test("an empty picture is reported only after a moment, with a tip", () => {
  const empty = { ...LIVE, people: [] };
  assert.notEqual(statusText({ ...empty, emptyForMs: LOST_AFTER_MS - 1 }).who, "Nobody in the picture");
  const status = statusText({ ...empty, emptyForMs: LOST_AFTER_MS });
  assert.equal(status.who, "Nobody in the picture");
  assert.match(status.tip, /Step back/);
});

test("hidden legs bring a tip, hidden hands do not", () => {
  assert.match(statusText({ ...LIVE, people: [person(/knee|ankle/)] }).tip, /legs/);
  assert.equal(statusText({ ...LIVE, people: [person(/wrist/)] }).tip, "");
});

test("stepping back is advised only where it helps", () => {
  const legs = /knee|ankle/;
  assert.match(statusText({ ...LIVE, people: [person(legs, 1.2)] }).tip, /Step back/);
  assert.doesNotMatch(statusText({ ...LIVE, people: [person(legs, 0.9)] }).tip, /Step back/);
});

test("a lost server and one that does not answer are trouble", () => {
  assert.equal(statusText({ ...LIVE, connected: false }).trouble, true);
  assert.equal(statusText({ ...LIVE, silentForMs: 60_000 }).trouble, true);
  const away = statusText({ ...LIVE, connected: false, refused: true });
  assert.equal(away.trouble, true);
  assert.doesNotMatch(away.who + away.tip, /No server|keeps trying/);
  assert.equal(statusText(LIVE).trouble, false);
});

test("a server that loads a model is not reported as trouble", () => {
  const loading = { ...LIVE, loadingModel: true, silentForMs: SILENT_AFTER_MS + 1 };
  assert.deepEqual([statusText(loading).who, statusText(loading).trouble], ["Loading the model…", false]);
  assert.equal(statusText({ ...loading, silentForMs: 0 }).who, "1 person");
});

test("a paused video and a camera without a picture come before what the server does", () => {
  const silent = { ...LIVE, people: [], silentForMs: SILENT_AFTER_MS + 1 };
  assert.equal(statusText({ ...silent, filePaused: true }).who, "Video paused");
  assert.equal(statusText({ ...silent, stalled: true }).who, "No picture");
  assert.equal(statusText(silent).who, "No answer");
});
