import assert from "node:assert/strict";
import { test } from "node:test";
import { OptionPreferences } from "../../../../static/js/media/panels/option_preferences.js";
import { Preferences } from "../../../../static/js/storage/preferences.js";
import { brokenStorage, fakeStorage } from "../../storage/storage_fake.js";

const ALL = { model: "lite", people: 3, smoothing: "none", minVisibility: 0.5 };

/** What is read where this was left. */
function read(left) {
  return new OptionPreferences(fakeStorage({ "posecast-media": typeof left === "string" ? left : JSON.stringify(left) })).chosen;
}

test("the options survive a reload, and those that nobody chose stay open", () => {
  const storage = fakeStorage();
  assert.deepEqual(new OptionPreferences(storage).chosen, {});
  const preferences = new OptionPreferences(storage);
  preferences.set({ people: 2 });
  preferences.set({ model: "heavy" });
  assert.deepEqual(new OptionPreferences(storage).chosen, { people: 2, model: "heavy" });
});

test("the live page's preferences and this page's options do not overwrite each other", () => {
  const storage = fakeStorage();
  new Preferences(storage).set({ model: "full", people: 1, theme: "dark" });
  new OptionPreferences(storage).set(ALL);
  const live = new Preferences(storage);
  assert.deepEqual([live.values.model, live.values.people, live.values.theme], ["full", 1, "dark"]);
  live.set({ theme: "light" });
  assert.deepEqual(new OptionPreferences(storage).chosen, ALL);
});

test("of what is left, only options that the page itself offers are taken", () => {
  const strange = [
    { model: "huge" }, { model: ["lite"] }, { people: 0 }, { people: 2.5 }, { people: "2" }, { people: null }, { smoothing: "very" },
    { minVisibility: -1 }, { minVisibility: 2 }, { minVisibility: "0.5" }, { more: 1 },
  ];
  for (const each of strange) {
    assert.deepEqual(read(each), {}, JSON.stringify(each));
    const [name] = Object.keys(each);
    const others = Object.fromEntries(Object.entries(ALL).filter(([key]) => key !== name));
    assert.deepEqual(read({ ...others, ...each }), others, JSON.stringify(each));
  }
  for (const rubbish of ["{not json", "null", "7", '"lite"', "[]", ""]) assert.deepEqual(read(rubbish), {}, rubbish);
});

test("without storage, or with one that is forbidden, the options last as long as the page", () => {
  for (const none of [null, brokenStorage()]) {
    const preferences = new OptionPreferences(none);
    preferences.set(ALL);
    assert.deepEqual(preferences.chosen, ALL);
  }
});
