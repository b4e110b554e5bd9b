import assert from "node:assert/strict";
import { test } from "node:test";
import { CameraReport } from "../../../static/js/connection/camera_status.js";

function fakeReport(answer = async () => ({ ok: true })) {
  const sent = [];
  const report = new CameraReport((state) => {
    sent.push(state);
    return answer();
  });
  return { report, sent };
}

test("nothing goes out before there is a connection; then all of it", () => {
  const { report, sent } = fakeReport();
  report.set({ paused: false });
  report.set({ battery: 0.8, charging: true });
  assert.deepEqual(sent, []);
  report.linked(true);
  assert.deepEqual(sent, [{ paused: false, battery: 0.8, charging: true }]);
});

test("only changes go out, and everything again after a new welcome", () => {
  const { report, sent } = fakeReport();
  report.linked(true);
  report.set({ paused: true });
  report.set({ paused: false });
  report.set({ paused: false });
  assert.deepEqual(sent, [{ paused: true }, { paused: false }]);
  report.linked(false);
  report.set({ battery: 0.5 });
  report.linked(true);
  assert.deepEqual(sent.slice(2), [{ paused: false, battery: 0.5 }]);
});

test("what got lost is told again with the next change", async () => {
  const { report, sent } = fakeReport(async () => Promise.reject(new Error("timeout")));
  report.linked(true);
  await new Promise((done) => setImmediate(done));
  report.set({ paused: true });
  assert.deepEqual(sent, [{ paused: true }, { paused: true }]);
});
