import assert from "node:assert/strict";
import { test } from "node:test";
import { ASLEEP_AFTER_MS, watchNetwork } from "../../../static/js/connection/network_watch.js";

function fakeDevice(network) {
  const device = { now: 0, starts: 0, window: new EventTarget(), document: new EventTarget(), network };
  device.document.hidden = false;
  watchNetwork({ ...device, clock: () => device.now, reconnect: () => (device.starts += 1) });
  device.hide = (hidden) => {
    device.document.hidden = hidden;
    device.document.dispatchEvent(new Event("visibilitychange"));
  };
  return device;
}

test("a network that is back gets a new connection", () => {
  const device = fakeDevice();
  device.window.dispatchEvent(new Event("online"));
  assert.equal(device.starts, 1);
});

test("a device that slept gets one, a short look elsewhere does not", () => {
  const device = fakeDevice();
  device.hide(true);
  device.now += ASLEEP_AFTER_MS;
  device.hide(false);
  assert.equal(device.starts, 0);
  device.hide(true);
  device.now += ASLEEP_AFTER_MS + 1;
  device.hide(false);
  assert.equal(device.starts, 1);
});

test("only another kind of network counts, not its estimated speed", () => {
  const network = Object.assign(new EventTarget(), { type: "wifi" });
  const device = fakeDevice(network);
  const change = (type) => {
    network.type = type;
    network.dispatchEvent(new Event("change"));
    return device.starts;
  };
  assert.deepEqual([change("wifi"), change("none"), change("cellular"), change("cellular")], [0, 0, 1, 1]);
});
