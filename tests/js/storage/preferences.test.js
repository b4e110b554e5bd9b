import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_PREFERENCES, Preferences } from "../../../static/js/storage/preferences.js";

/** A storage like the browser's. */
function storage(text = null) {
  return { text, getItem: () => storageText(text), setItem(_key, value) { this.text = value; } };
}

function storageText(text) {
  return text;
}

test("preferences survive a reload", () => {
  const first = storage();
  new Preferences(first).set({ model: "lite", display: "live" });
  const { values } = new Preferences(storage(first.text));
  assert.equal(values.model, "lite");
  assert.equal(values.display, "live");
});

test("without storage, or with one that is full, preferences last as long as the page", () => {
  const full = { getItem: () => null, setItem: () => { throw new Error("full"); } };
  for (const broken of [null, full]) {
    const preferences = new Preferences(broken);
    preferences.set({ people: 2 });
    assert.equal(preferences.values.people, 2);
  }
});

test("values of the wrong type or name are ignored", () => {
  const strange = { theme: 7, mirror: { front: "yes" }, display: "sideways", people: "many", cameraId: null, more: 1 };
  for (const text of [JSON.stringify(strange), "no json", "null"]) {
    assert.deepEqual(new Preferences(storage(text)).values, DEFAULT_PREFERENCES);
  }
});

test("preferences of an older page are kept, those that it did not know have their defaults", () => {
  const text = JSON.stringify({ mirror: { front: false, rear: true, file: false } });
  const { mirror } = new Preferences(storage(text)).values;
  assert.deepEqual(mirror, { ...DEFAULT_PREFERENCES.mirror, front: false, rear: true });
});

test("listeners are told of every change", () => {
  const preferences = new Preferences(storage());
  const told = [];
  preferences.onChange(({ theme }) => told.push(theme));
  preferences.set({ theme: "dark" });
  preferences.set({ theme: "light" });
  assert.deepEqual(told, ["dark", "light"]);
});
