import assert from "node:assert/strict";
import { test } from "node:test";
import { shortcutOf } from "../../../static/js/ui/shortcuts.js";

const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more });

test("keys mean what the help says, in either case", () => {
  assert.equal(shortcutOf(press(" "), false), "start");
  assert.equal(shortcutOf(press("f"), false), "full-screen");
  assert.equal(shortcutOf(press("F"), false), "full-screen");
  assert.equal(shortcutOf(press("s"), false), "share");
  assert.equal(shortcutOf(press("?"), false), "help");
});

test("the browser's own keys stay the browser's", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.equal(shortcutOf(press("r", { [held]: true }), false), null);
});

test("a held key and a key that the focused element uses do nothing", () => {
  assert.equal(shortcutOf(press(" ", { repeat: true }), false), null);
  assert.equal(shortcutOf(press(" "), true), null);
});

test("a key without meaning does nothing", () => {
  assert.equal(shortcutOf(press("Enter"), false), null);
  assert.equal(shortcutOf(press("constructor"), false), null);
});
