import assert from "node:assert/strict";
import { test } from "node:test";
import { presences } from "../../../../static/js/media/player/presence_track.js";
import { table } from "../poses/made_table.js";

test("each stretch says who was found and in which frames", () => {
  const found = presences(table([0, 1, 2, 3, 4], [[1], [1, 2], [2], [], [1]]));
  assert.deepEqual(found, [{ id: 1, from: 0, to: 2 }, { id: 2, from: 1, to: 3 }, { id: 1, from: 4, to: 5 }]);
});
