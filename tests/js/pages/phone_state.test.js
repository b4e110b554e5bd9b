import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_SOURCE } from "../../../static/js/capture/source_controller.js";
import { OPEN } from "../../../static/js/connection/connection_state.js";
import { cardCode, controls, facing, firstPhoneState, isMirrored, phoneStatusOf } from "../../../static/js/pages/phone_state.js";
import { DEFAULT_PREFERENCES } from "../../../static/js/storage/preferences.js";
import { SILENT_AFTER_MS } from "../../../static/js/text/status_text.js";

const FIRST = firstPhoneState(DEFAULT_PREFERENCES, false, null);
const withSource = (source, more = {}) => ({ ...FIRST, connection: OPEN, ...more, source: { ...NO_SOURCE, ...source } });

test("controls are shown from the first tap until this phone is the camera no longer", () => {
  assert.equal(controls(FIRST), "start");
  assert.equal(controls({ ...FIRST, hasBegun: true }), "controls");
  assert.equal(controls({ ...FIRST, hasBegun: true, ended: "displaced" }), "none");
});

test("a lost camera has a card only when it is not opened again by itself", () => {
  const lost = { state: "error", error: "camera-busy" };
  assert.equal(cardCode(FIRST), null);
  assert.equal(cardCode(withSource(lost)), "camera-busy");
  assert.equal(cardCode(withSource(lost, { isRecovering: true })), null);
});

test("why this phone is the camera no longer comes before what its camera says", () => {
  assert.equal(cardCode(withSource({ state: "error", error: "camera-busy" }, { ended: "displaced" })), "displaced");
});

test("a page without HTTPS has a card for phones", () => {
  assert.equal(cardCode(firstPhoneState(DEFAULT_PREFERENCES, false, "camera-insecure")), "phone-insecure");
});

test("before the camera is open, the mirror setting is that of the camera that is asked for", () => {
  const rear = { ...FIRST, preferences: { ...DEFAULT_PREFERENCES, facing: "environment" } };
  assert.deepEqual([facing(FIRST), facing(rear), facing({ ...rear, source: { ...NO_SOURCE, facing: "front" } })], ["front", "rear", "front"]);
  assert.deepEqual([isMirrored(FIRST), isMirrored(rear)], [true, false]);
});

test("the status line says that the server is slow, but not while it loads a model", () => {
  const live = withSource({ state: "live" });
  const measured = { people: 1, silentForMs: SILENT_AFTER_MS + 1, loadingModel: false };
  assert.equal(phoneStatusOf(live, measured).tone, "trouble");
  assert.equal(phoneStatusOf(live, { ...measured, loadingModel: true }).tone, "good");
  assert.equal(phoneStatusOf(live, { people: null, silentForMs: 0, loadingModel: false }).tone, "busy");
});
