import assert from "node:assert/strict";
import { test } from "node:test";
import { CameraStatus, deviceName, watchBattery } from "../../../static/js/connection/camera_status.js";

function fakeStatus(answer = async () => ({ ok: true })) {
  const sent = [];
  const status = new CameraStatus((state) => {
    sent.push(state);
    return answer();
  });
  return { status, sent };
}

test("nothing goes out before there is a connection; then all of it", () => {
  const { status, sent } = fakeStatus();
  status.set({ paused: false });
  status.set({ battery: 0.8, charging: true });
  assert.deepEqual(sent, []);
  status.setActive(true);
  assert.deepEqual(sent, [{ paused: false, battery: 0.8, charging: true }]);
});

test("only changes go out, and everything again after a new welcome", () => {
  const { status, sent } = fakeStatus();
  status.setActive(true);
  status.set({ paused: true });
  status.set({ paused: false });
  status.set({ paused: false });
  assert.deepEqual(sent, [{ paused: true }, { paused: false }]);
  status.setActive(false);
  status.set({ battery: 0.5 });
  status.setActive(true);
  assert.deepEqual(sent.slice(2), [{ paused: false, battery: 0.5 }]);
});

test("what got lost is sent again with the next change", async () => {
  const { status, sent } = fakeStatus(async () => Promise.reject(new Error("timeout")));
  status.setActive(true);
  await new Promise((done) => setImmediate(done));
  status.set({ paused: true });
  assert.deepEqual(sent, [{ paused: true }, { paused: true }]);
});

test("the battery is reported at once and after every change", async () => {
  const manager = Object.assign(new EventTarget(), { level: 0.9, charging: false });
  const told = [];
  await watchBattery({ getBattery: async () => manager }, (battery) => told.push(battery));
  manager.level = 0.8;
  manager.dispatchEvent(new Event("levelchange"));
  manager.charging = true;
  manager.dispatchEvent(new Event("chargingchange"));
  assert.deepEqual(told, [
    { battery: 0.9, charging: false },
    { battery: 0.8, charging: false },
    { battery: 0.8, charging: true },
  ]);
});

test("where the browser gives no access, nothing is reported", async () => {
  const forbidden = async () => Promise.reject(new Error("forbidden"));
  const told = [];
  for (const navigator of [{}, { getBattery: forbidden }]) await watchBattery(navigator, (battery) => told.push(battery));
  assert.deepEqual(told, []);
});

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Version/18.4 Mobile/15E148 Safari/604.1";
const CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const OLD_CHROME = "Mozilla/5.0 (Linux; Android 12; Pixel 6 Build/SP1A) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36";
const FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
const DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

test("a device is named after what its browser says about it", () => {
  assert.equal(deviceName(IPHONE), "iPhone");
  assert.equal(deviceName(CHROME, "Pixel 8"), "Pixel 8");
  assert.equal(deviceName(CHROME), "Android phone");
  assert.equal(deviceName(OLD_CHROME), "Pixel 6");
  assert.equal(deviceName(FIREFOX), "Android phone");
  assert.equal(deviceName(DESKTOP), "");
});

test("a name is never longer than a line", () => {
  assert.equal(deviceName(CHROME, "x".repeat(4096)).length, 40);
});
