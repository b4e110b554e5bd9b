import assert from "node:assert/strict";
import { test } from "node:test";
import { methodText, optionsText } from "../../../../static/js/media/panels/options_panel.js";

test("options are described in one line", () => {
  const options = { model: "heavy", people: 3, smoothing: "offline" };
  assert.equal(optionsText(options), "Heavy · up to 3 people · smoothed");
  assert.equal(optionsText({ ...options, people: 1 }), "Heavy · 1 person · smoothed");
});

test("how a file was processed leaves out the people to find, and for pictures the smoothing", () => {
  const options = { model: "lite", people: 3, smoothing: "none" };
  assert.deepEqual([methodText(options, "video"), methodText(options, "picture")], ["Lite · raw", "Lite"]);
});
