import assert from "node:assert/strict";
import { test } from "node:test";
import { cameraFacing, cameraErrorCode } from "../../../static/js/capture/camera.js";
import { MESSAGES } from "../../../static/js/text/problem_messages.js";

test("each error of the browser has words and a way out", () => {
  for (const name of ["NotAllowedError", "NotFoundError", "NotReadableError", "OverconstrainedError", "AbortError"]) {
    const message = MESSAGES[cameraErrorCode(new DOMException("", name))];
    assert.ok(message && message.actions.length > 0, name);
  }
});

test("denied, absent and busy are different things", () => {
  const codes = ["NotAllowedError", "NotFoundError", "NotReadableError"].map((name) => cameraErrorCode(new DOMException("", name)));
  assert.deepEqual(codes, ["camera-denied", "camera-absent", "camera-busy"]);
});

test("an unknown error is still said", () => {
  assert.equal(cameraErrorCode(new Error("?")), "camera-failed");
  assert.equal(cameraErrorCode("?"), "camera-failed");
});

test("only rear cameras look away from their user", () => {
  assert.equal(cameraFacing("environment", ""), "rear");
  assert.equal(cameraFacing("user", "Back camera"), "front");
  assert.equal(cameraFacing(undefined, "camera2 0, facing back"), "rear");
  assert.equal(cameraFacing(undefined, "Integrated Webcam"), "front");
});
