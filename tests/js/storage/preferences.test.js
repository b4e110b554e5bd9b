import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST_CHOICES, Remembered } from "../../../static/js/storage/preferences.js";

/** A storage like the browser's. */
function storage(text = null) {
  return { text, getItem: () => storageText(text), setItem(_key, value) { this.text = value; } };
}

function storageText(text) {
  return text;
}

test("choices survive a reload", () => {
  const first = storage();
  new Remembered(first).set({ model: "lite", display: "live" });
  const { choices } = new Remembered(storage(first.text));
  assert.equal(choices.model, "lite");
  assert.equal(choices.display, "live");
});

test("without storage, or with one that is full, choices last as long as the page", () => {
  const full = { getItem: () => null, setItem: () => { throw new Error("full"); } };
  for (const broken of [null, full]) {
    const remembered = new Remembered(broken);
    remembered.set({ people: 2 });
    assert.equal(remembered.choices.people, 2);
  }
});

test("what is not a choice is left out", () => {
  const strange = { theme: 7, mirror: { front: "yes" }, display: "sideways", people: "many", cameraId: null, more: 1 };
  for (const text of [JSON.stringify(strange), "no json", "null"]) {
    assert.deepEqual(new Remembered(storage(text)).choices, FIRST_CHOICES);
  }
});

test("choices of an older page are kept, what it did not know is as it is first", () => {
  const text = JSON.stringify({ mirror: { front: false, rear: true, file: false } });
  const { mirror } = new Remembered(storage(text)).choices;
  assert.deepEqual(mirror, { ...FIRST_CHOICES.mirror, front: false, rear: true });
});
