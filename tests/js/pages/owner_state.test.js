import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_SOURCE } from "../../../static/js/capture/source_controller.js";
import { OPEN, SERVER_GONE } from "../../../static/js/connection/connection_state.js";
import { facing, firstOwnerState, hasLegend, isMirrored, isRemote, isStale, ownerStatusText, stageContent } from "../../../static/js/pages/owner_state.js";
import { MESSAGES } from "../../../static/js/text/problem_messages.js";
import { DEFAULT_PREFERENCES } from "../../../static/js/storage/preferences.js";

const FIRST = firstOwnerState(DEFAULT_PREFERENCES);
const MEASURED = { people: [], emptyForMs: 0, silentForMs: 0, loadingModel: false };

const withSource = (source, more = {}) => ({ ...FIRST, connection: OPEN, ...more, source: { ...NO_SOURCE, ...source } });
const room = (more) => ({ camera: "here", camera_name: "iPhone", is_camera: true, ...more });
const remote = (more = {}) => withSource({}, { isCamera: false, room: room({ is_camera: false, ...more }) });

test("each state of the source has its content on the stage", () => {
  assert.deepEqual(stageContent(FIRST), { show: "welcome" });
  assert.equal(stageContent(withSource({ state: "starting" })).text, "Opening the camera…");
  assert.equal(stageContent(withSource({ state: "starting", kind: "video" })).text, "Opening the file…");
  for (const state of ["live", "paused"]) assert.deepEqual(stageContent(withSource({ state })), { show: "picture" });
  const card = stageContent(withSource({ state: "error", error: "camera-busy" }));
  assert.ok(card.show === "card" && MESSAGES[card.code]);
});

test("while another device is the camera, the stage shows its poses, whatever the source here does", () => {
  for (const source of [{}, { state: "error", error: "camera-busy" }]) {
    assert.deepEqual(stageContent({ ...remote(), source: { ...NO_SOURCE, ...source } }), { show: "picture" });
  }
  assert.ok(isRemote(remote()) && !isRemote(FIRST));
});

test("each camera has a mirror setting of its own", () => {
  assert.deepEqual([withSource({}), withSource({ facing: "rear" }), withSource({ facing: "file" }), remote()].map(facing), ["front", "rear", "file", "phone"]);
  assert.deepEqual([withSource({}), withSource({ facing: "rear" })].map(isMirrored), [true, false]);
});

test("the legend is shown with a picture, or with a remote pose", () => {
  assert.ok(!hasLegend(FIRST, true));
  assert.ok(hasLegend(withSource({ state: "paused" }), false));
  assert.deepEqual([hasLegend(remote(), false), hasLegend(remote(), true)], [false, true]);
});

test("a camera without a picture and a paused phone are stale", () => {
  assert.ok(isStale({ ...FIRST, isStalled: true }) && isStale(remote({ camera: "paused" })));
  assert.ok(!isStale(FIRST) && !isStale(remote()));
});

test("the status line is about the camera that the room has", () => {
  assert.equal(ownerStatusText(FIRST, MEASURED).who, "Not running");
  const far = ownerStatusText(remote(), { ...MEASURED, people: [{}, {}] });
  assert.deepEqual(far, { who: "2 people", tip: "Camera: iPhone", trouble: false });
  assert.equal(ownerStatusText(remote({ camera: "none" }), MEASURED).tip, "");
  assert.equal(ownerStatusText(remote({ camera: "away" }), MEASURED).trouble, true);
  const closed = { ...remote(), connection: { state: "closed", code: SERVER_GONE, message: "" } };
  assert.deepEqual([ownerStatusText(closed, MEASURED).who, ownerStatusText(closed, MEASURED).trouble], ["No server", true]);
});
