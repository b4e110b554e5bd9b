import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson, writeJson } from "../../../static/js/storage/web_storage.js";
import { brokenStorage, fakeStorage } from "./storage_fake.js";

test("what is kept is read back, each under its own key", () => {
  const storage = fakeStorage();
  writeJson(storage, "one", { a: [1, null] });
  writeJson(storage, "other", "text");
  assert.deepEqual([readJson(storage, "one"), readJson(storage, "other")], [{ a: [1, null] }, "text"]);
});

test("where nothing readable is kept, or nothing may be, there is null and no error", () => {
  assert.equal(readJson(fakeStorage(), "one"), null);
  assert.equal(readJson(fakeStorage({ one: "{no json" }), "one"), null);
  for (const storage of [null, brokenStorage()]) {
    writeJson(storage, "one", 1);
    assert.equal(readJson(storage, "one"), null);
  }
});
