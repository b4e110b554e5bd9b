import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { WakeLock } from "../../../static/js/capture/wake_lock.js";

let locks = [];

beforeEach(() => {
  locks = [];
  const request = async () => {
    const lock = { released: false, release: async () => void (lock.released = true) };
    locks.push(lock);
    return lock;
  };
  Object.defineProperty(globalThis, "navigator", { value: { wakeLock: { request } }, configurable: true });
});

const heldLocks = () => locks.filter(({ released }) => !released).length;

test("wanted twice at once, one lock is held, and none afterwards", async () => {
  const wakeLock = new WakeLock();
  await Promise.all([wakeLock.want(true), wakeLock.want(true)]);
  assert.equal(heldLocks(), 1);
  await wakeLock.want(false);
  assert.equal(heldLocks(), 0);
});

test("what is wanted last counts, however fast it changes", async () => {
  const wakeLock = new WakeLock();
  await Promise.all([wakeLock.want(true), wakeLock.want(false)]);
  assert.equal(heldLocks(), 0);
  await Promise.all([wakeLock.want(false), wakeLock.want(true)]);
  assert.equal(heldLocks(), 1);
});

test("a lock that the browser took is asked for again", async () => {
  const wakeLock = new WakeLock();
  await wakeLock.want(true);
  await locks[0].release();
  await wakeLock.want(true);
  assert.equal(heldLocks(), 1);
});
