import assert from "node:assert/strict";
import { test } from "node:test";
import { playerKey } from "../../../../static/js/media/player/player_keys.js";

const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
const within = (...selectors) => (selector) => selectors.some((each) => selector.split(", ").includes(each));

test("keys move the video unless they belong to the focused element", () => {
  const nowhere = () => false;
  assert.deepEqual([" ", ",", ".", "ArrowLeft", "ArrowRight", "x"].map((key) => playerKey(press(key), nowhere)), ["toggle", "back", "forward", "back", "forward", null]);
  assert.equal(playerKey(press(","), within("button")), "back");
  assert.equal(playerKey(press(" "), within("button")), null);
  assert.equal(playerKey(press(" "), within("input", "#timeline")), "toggle");
  assert.equal(playerKey(press("ArrowRight"), within("input", "#timeline")), null);
  assert.equal(playerKey(press(".", { ctrlKey: true }), nowhere), null);
});
