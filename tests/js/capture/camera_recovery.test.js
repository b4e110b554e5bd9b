import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { CameraRecovery, MUTED_MS, RETRY_MS } from "../../../static/js/capture/camera_recovery.js";

let visible = true;
let opened = 0;
/** @type {CameraRecovery} */
let recovery;

beforeEach(() => {
  visible = true;
  opened = 0;
  recovery = new CameraRecovery({ open: () => (opened += 1), isVisible: () => visible });
  recovery.want(true);
});

test("a camera lost to a call is opened again, each time after a longer pause", () => {
  let now = 0;
  for (const pause of [...RETRY_MS, RETRY_MS.at(-1)]) {
    const before = opened;
    assert.ok(recovery.failed("camera-busy", now));
    recovery.watch(false, now + pause - 1);
    assert.equal(opened, before);
    recovery.watch(false, now + pause);
    assert.equal(opened, before + 1);
    now += pause;
  }
});

test("after the camera worked, the pauses are short again", () => {
  recovery.failed("camera-busy", 0);
  recovery.watch(false, RETRY_MS[0]);
  recovery.succeeded();
  recovery.failed("camera-unplugged", 10_000);
  recovery.watch(false, 10_000 + RETRY_MS[0]);
  assert.equal(opened, 2);
});

test("while the page is hidden nothing is tried, and at once when it is visible again", () => {
  recovery.failed("camera-unplugged", 0);
  visible = false;
  recovery.watch(false, 60_000);
  assert.equal(opened, 0);
  visible = true;
  recovery.watch(false, 60_001);
  assert.equal(opened, 1);
});

test("a camera stays wanted through a call, until the person stops it", () => {
  recovery.failed("camera-unplugged", 0);
  assert.ok(recovery.wanted);
  recovery.want(false);
  assert.ok(!recovery.wanted);
});

test("an error that needs a person is not tried again", () => {
  for (const code of ["camera-denied", "camera-absent", "camera-insecure"]) assert.ok(!recovery.failed(code, 0), code);
  assert.ok(!recovery.isPending);
});

test("a camera that is not wanted any more stays off", () => {
  recovery.failed("camera-busy", 0);
  recovery.want(false);
  recovery.watch(true, 60_000);
  assert.ok(!recovery.failed("camera-busy", 60_000));
  assert.equal(opened, 0);
});

test("a camera that is muted for long is opened again, a short time does not count", () => {
  recovery.watch(true, 0);
  recovery.watch(true, MUTED_MS - 1);
  recovery.watch(false, MUTED_MS);
  recovery.watch(true, MUTED_MS + 1);
  recovery.watch(true, 2 * MUTED_MS);
  assert.equal(opened, 0);
  recovery.watch(true, 2 * MUTED_MS + 1);
  assert.equal(opened, 1);
});
