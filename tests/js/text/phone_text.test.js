import assert from "node:assert/strict";
import { test } from "node:test";
import { phoneWords } from "../../../static/js/text/phone_text.js";

const FINE = { state: "live", waits: false, muted: false, link: "open", serverStopped: false, isCamera: true, people: 1, hasPose: true, isSilent: false };

test("live is said only when everything is", () => {
  assert.equal(phoneWords(FINE).tone, "good");
  const troubles = [
    { state: "idle" },
    { state: "starting" },
    { state: "paused" },
    { state: "error" },
    { state: "error", waits: true },
    { muted: true },
    { link: "closed" },
    { link: "closed", serverStopped: true },
    { isCamera: false },
    { hasPose: false },
    { isSilent: true },
    { people: 0 },
  ];
  const said = troubles.map((trouble) => phoneWords({ ...FINE, ...trouble }));
  assert.ok(said.every(({ tone }) => tone !== "good"));
  assert.equal(new Set(said.map(({ words }) => words)).size, troubles.length);
});

test("what the phone can do something about comes before what it cannot", () => {
  assert.equal(phoneWords({ ...FINE, state: "paused", link: "closed" }).words, phoneWords({ ...FINE, state: "paused" }).words);
});
