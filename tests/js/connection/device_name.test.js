import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceName } from "../../../static/js/connection/device_name.js";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Version/18.4 Mobile/15E148 Safari/604.1";
const CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const OLD_CHROME = "Mozilla/5.0 (Linux; Android 12; Pixel 6 Build/SP1A) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36";
const FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
const DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

test("a device is called what its browser lets one know", () => {
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
