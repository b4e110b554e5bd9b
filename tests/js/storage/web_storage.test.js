import assert from "node:assert/strict";
import { test } from "node:test";
import { keep, readKept } from "../../../static/js/storage/web_storage.js";
import { brokenStorage, fakeStorage } from "./storage_fake.js";

test("what is kept is read back, each under its own key", () => {
  const storage = fakeStorage();
  keep(storage, "one", { a: [1, null] });
  keep(storage, "other", "text");
  assert.deepEqual([readKept(storage, "one"), readKept(storage, "other")], [{ a: [1, null] }, "text"]);
});

test("where nothing readable is kept, or nothing may be, there is null and no error", () => {
  assert.equal(readKept(fakeStorage(), "one"), null);
  assert.equal(readKept(fakeStorage({ one: "{no json" }), "one"), null);
  for (const storage of [null, brokenStorage()]) {
    keep(storage, "one", 1);
    assert.equal(readKept(storage, "one"), null);
  }
});
