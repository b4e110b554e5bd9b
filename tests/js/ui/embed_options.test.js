import assert from "node:assert/strict";
import { test } from "node:test";
import { embedOptions } from "../../../static/js/ui/embed_options.js";

test("only embed=1 embeds", () => {
  for (const search of ["", "?embed", "?embed=0", "?view=3d"]) assert.equal(embedOptions(search), null);
});

test("the picture's place, not mirrored, unless something else is asked for", () => {
  assert.deepEqual(embedOptions("?embed=1"), { view: "2d", mirror: false });
  assert.deepEqual(embedOptions("?embed=1&view=3d&mirror=1"), { view: "3d", mirror: true });
  assert.deepEqual(embedOptions("?embed=1&mirror"), { view: "2d", mirror: true });
  assert.deepEqual(embedOptions("?embed=1&view=4d&mirror=0"), { view: "2d", mirror: false });
});
