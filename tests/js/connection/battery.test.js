import assert from "node:assert/strict";
import { test } from "node:test";
import { watchBattery } from "../../../static/js/connection/battery.js";

test("the battery is told at once and whenever it changes", async () => {
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

test("where the browser keeps it to itself, nothing is told", async () => {
  const forbidden = async () => Promise.reject(new Error("forbidden"));
  const told = [];
  for (const navigator of [{}, { getBattery: forbidden }]) await watchBattery(navigator, (battery) => told.push(battery));
  assert.deepEqual(told, []);
});
