import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { CameraKeeper, MUTED_MS, RETRY_MS } from "../../../static/js/capture/camera_recovery.js";

let seen = true;
let opened = 0;
/** @type {CameraKeeper} */
let keeper;

beforeEach(() => {
  seen = true;
  opened = 0;
  keeper = new CameraKeeper({ open: () => (opened += 1), isSeen: () => seen });
  keeper.want(true);
});

test("a camera that a call took is opened again, each time a little later", () => {
  let now = 0;
  for (const pause of [...RETRY_MS, RETRY_MS.at(-1)]) {
    const before = opened;
    assert.ok(keeper.failed("camera-busy", now));
    keeper.watch(false, now + pause - 1);
    assert.equal(opened, before);
    keeper.watch(false, now + pause);
    assert.equal(opened, before + 1);
    now += pause;
  }
});

test("after it worked, the pauses are short again", () => {
  keeper.failed("camera-busy", 0);
  keeper.watch(false, RETRY_MS[0]);
  keeper.succeeded();
  keeper.failed("camera-unplugged", 10_000);
  keeper.watch(false, 10_000 + RETRY_MS[0]);
  assert.equal(opened, 2);
});

test("behind a locked screen nothing is tried, and at once when it is seen again", () => {
  keeper.failed("camera-unplugged", 0);
  seen = false;
  keeper.watch(false, 60_000);
  assert.equal(opened, 0);
  seen = true;
  keeper.watch(false, 60_001);
  assert.equal(opened, 1);
});

test("a camera stays wanted through a call, until the person has enough of it", () => {
  keeper.failed("camera-unplugged", 0);
  assert.ok(keeper.wanted);
  keeper.want(false);
  assert.ok(!keeper.wanted);
});

test("what needs a person is left to the person", () => {
  for (const code of ["camera-denied", "camera-absent", "camera-insecure"]) assert.ok(!keeper.failed(code, 0), code);
  assert.ok(!keeper.waits);
});

test("a camera that nobody wants any more stays off", () => {
  keeper.failed("camera-busy", 0);
  keeper.want(false);
  keeper.watch(true, 60_000);
  assert.ok(!keeper.failed("camera-busy", 60_000));
  assert.equal(opened, 0);
});

test("a camera that is there but silent is opened anew, not for a short silence", () => {
  keeper.watch(true, 0);
  keeper.watch(true, MUTED_MS - 1);
  keeper.watch(false, MUTED_MS);
  keeper.watch(true, MUTED_MS + 1);
  keeper.watch(true, 2 * MUTED_MS);
  assert.equal(opened, 0);
  keeper.watch(true, 2 * MUTED_MS + 1);
  assert.equal(opened, 1);
});
