import assert from "node:assert/strict";
import { test } from "node:test";
import { endText, sentence } from "../../../../static/js/media/items/failure_text.js";
import { firstProgress } from "../../../../static/js/media/items/item_state.js";

function failed(status, title = "This is not a picture", detail = "this is not a picture; JPEG, PNG and WebP are read") {
  return { ...firstProgress("picture"), state: "failed", problem: { status, title, detail, code: "x" } };
}

test("a detail does not repeat its title, and is a sentence", () => {
  assert.equal(endText(failed(422)).text, "JPEG, PNG and WebP are read.");
  assert.equal(sentence("the JPEG ends in the middle; copy or upload it again", "The file ends early"), "The JPEG ends in the middle; copy or upload it again.");
  assert.equal(sentence("It was stopped. Try again.", "No answer"), "It was stopped. Try again.");
  assert.equal(sentence("", "Title"), "");
});

test("trying again is offered where it may help, and not for a file that is at fault", () => {
  for (const status of [400, 413, 415, 422]) assert.equal(endText(failed(status)).mayHelp, false, String(status));
  for (const status of [0, 408, 429, 500, 503, 507]) assert.equal(endText(failed(status)).mayHelp, true, String(status));
  assert.ok(endText({ ...firstProgress("video"), state: "cancelled" }).mayHelp);
});
