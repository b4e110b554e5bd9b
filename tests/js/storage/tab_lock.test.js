import assert from "node:assert/strict";
import { test } from "node:test";
import { acquireTabLock } from "../../../static/js/storage/tab_lock.js";
import { brokenStorage, fakeStorage } from "./storage_fake.js";

/** A browser's locks: each is held by one, the others wait until their signal says stop. */
function fakeLocks() {
  const held = new Set();
  return {
    held,
    request: (name, { signal }, callback) => {
      if (!held.has(name)) {
        held.add(name);
        return callback();
      }
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  };
}

let made = 0;
const newName = () => `tab${(made += 1)}`;

test("a new tab is the only one with its storage, also after a reload", async () => {
  const storage = fakeStorage();
  const locks = fakeLocks();
  assert.ok(await acquireTabLock(storage, locks, newName));
  locks.held.clear(); // the page ends
  assert.ok(await acquireTabLock(storage, locks, newName));
});

test("a copy of an open tab is found out, and has a name of its own from then on", async () => {
  const storage = fakeStorage();
  const locks = fakeLocks();
  await acquireTabLock(storage, locks, newName);
  const copied = storage.copy();
  assert.ok(!(await acquireTabLock(copied, locks, newName)));
  assert.notDeepEqual([...copied.kept], [...storage.kept]);
  locks.held.clear();
  assert.ok(await acquireTabLock(copied, locks, newName));
});

test("without locks or storage no tab counts as a copy", async () => {
  assert.ok(await acquireTabLock(fakeStorage(), undefined, newName));
  assert.ok(await acquireTabLock(null, fakeLocks(), newName));
  assert.ok(await acquireTabLock(brokenStorage(), fakeLocks(), newName));
});
