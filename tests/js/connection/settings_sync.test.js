import assert from "node:assert/strict";
import { test } from "node:test";
import { Preferences } from "../../../static/js/storage/preferences.js";
import { SettingsSync } from "../../../static/js/connection/settings_sync.js";
import { ProblemCode } from "../../../static/js/protocol/wire.js";

const FIRST = { model: "full", smoothing: true, people: 1 };

/** A sync with a server that answers as `answer` says. */
function fakeSync(answer) {
  const seen = { sent: [], shown: [], models: 0, refused: [] };
  const preferences = new Preferences(null);
  const settings = new SettingsSync(FIRST, {
    preferences,
    send: (wanted) => {
      seen.sent.push(wanted);
      return answer(wanted);
    },
    show: (shown) => seen.shown.push(shown),
    onModelChange: () => (seen.models += 1),
    onRefused: (words) => seen.refused.push(words),
  });
  return { settings, preferences, seen };
}

const turn = () => new Promise((done) => setImmediate(done));
const agree = async (wanted) => ({ ok: true, settings: { ...FIRST, ...wanted } });

test("a choice is stored, sent, and in use when the server agrees", async () => {
  const { settings, preferences, seen } = fakeSync(agree);
  settings.choose({ model: "heavy" });
  assert.equal(seen.shown.at(-1).model, "heavy");
  assert.equal(settings.current.model, "full");
  await turn();
  assert.deepEqual([settings.current.model, preferences.values.model, seen.models], ["heavy", "heavy", 1]);
});

test("a new server gets what was chosen, and only that", async () => {
  const { settings, preferences, seen } = fakeSync(agree);
  preferences.set({ people: 2 });
  settings.welcomed(FIRST);
  await turn();
  assert.deepEqual(seen.sent, [{ people: 2 }]);
  assert.deepEqual([settings.current.people, seen.models], [2, 0]);
});

test("a refused choice is reported and forgotten, and the page shows the settings in use", async () => {
  const { settings, preferences, seen } = fakeSync(async () => ({ ok: false, problem: { message: "No." }, settings: FIRST }));
  settings.choose({ people: 9 });
  await turn();
  assert.deepEqual([seen.refused, preferences.values.people, seen.shown.at(-1)], [["No."], null, FIRST]);
});

test("without an answer the choice is kept for the next welcome", async () => {
  const { settings, preferences, seen } = fakeSync(async () => Promise.reject(new Error("timeout")));
  settings.choose({ model: "lite" });
  await turn();
  assert.deepEqual([preferences.values.model, seen.shown.at(-1).model], ["lite", "full"]);
});

test("a model that the server cannot run gives way to the one before, once", async () => {
  const { settings, preferences } = fakeSync(agree);
  settings.choose({ model: "heavy" });
  await turn();
  settings.modelUnavailable();
  await turn();
  assert.deepEqual([settings.current.model, preferences.values.model], ["full", "full"]);
});

test("without a model before there is none to go back to", async () => {
  const { settings, seen } = fakeSync(agree);
  settings.modelUnavailable();
  await turn();
  assert.deepEqual(seen.sent, []);
});

test("a choice made while a phone is the camera is stored for later, and the refusal is not shown", async () => {
  const problem = { seq: null, code: ProblemCode.NOT_ALLOWED, message: "No." };
  const { settings, preferences, seen } = fakeSync(async () => ({ ok: false, problem }));
  settings.choose({ people: 3 });
  await turn();
  assert.deepEqual([seen.refused, preferences.values.people], [[], 3]);
});
