import assert from "node:assert/strict";
import { test } from "node:test";
import { phoneStatus } from "../../../static/js/text/phone_text.js";

const FINE = { state: "live", isRecovering: false, muted: false, connection: "open", serverStopped: false, isCamera: true, people: 1, hasPose: true, isSilent: false };

test("live is said only when everything is", () => {
  assert.equal(phoneStatus(FINE).tone, "good");
  const troubles = [
    { state: "idle" },
    { state: "starting" },
    { state: "paused" },
    { state: "error" },
    { state: "error", isRecovering: true },
    { muted: true },
    { connection: "closed" },
    { connection: "closed", serverStopped: true },
    { isCamera: false },
    { hasPose: false },
    { isSilent: true },
    { people: 0 },
  ];
  const said = troubles.map((trouble) => phoneStatus({ ...FINE, ...trouble }));
  assert.ok(said.every(({ tone }) => tone !== "good"));
  assert.equal(new Set(said.map(({ text }) => text)).size, troubles.length);
});

test("what a person can do something about comes before what they cannot", () => {
  assert.equal(phoneStatus({ ...FINE, state: "paused", connection: "closed" }).text, phoneStatus({ ...FINE, state: "paused" }).text);
});
