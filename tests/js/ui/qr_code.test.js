import assert from "node:assert/strict";
import { test } from "node:test";
import { qrModules } from "../../../static/js/ui/qr_code.js";

const LINK = "https://192.168.1.5:8000/#camera=Xf3kq0aGd1.3q2-7wAbCdEfGhIjKlMnOp";
const QUIET = 4;

/** The path painted back into rows of booleans. */
function painted({ side, path }) {
  const rows = Array.from({ length: side }, () => Array(side).fill(false));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let at = Number(x); at < Number(x) + Number(length); at += 1) {
      assert.equal(rows[y][at], false, "painted twice");
      rows[y][at] = true;
    }
  }
  return rows;
}

test("three corners have the pattern that scanners look for, within four white modules all around", () => {
  const code = qrModules(LINK);
  const rows = painted(code);
  const far = code.side - QUIET - 7;
  for (const [left, top] of [[QUIET, QUIET], [far, QUIET], [QUIET, far]]) {
    const middle = rows[top + 3].slice(left, left + 7).map(Number).join("");
    assert.equal(middle, "1011101");
    assert.equal(rows[top].slice(left, left + 7).every(Boolean), true);
  }
  const isQuiet = (x, y) => Math.min(x, y, code.side - 1 - x, code.side - 1 - y) < QUIET;
  rows.forEach((row, y) => row.forEach((dark, x) => assert.ok(!(dark && isQuiet(x, y)), `dark at ${x}, ${y}`)));
});

test("its size is that of a QR version, and grows with the text", () => {
  const sides = ["https://10.0.0.2:8000", LINK, LINK.repeat(5)].map((text) => qrModules(text).side - 2 * QUIET);
  for (const side of sides) assert.equal((side - 17) % 4, 0);
  assert.ok(sides[0] < sides[1] && sides[1] < sides[2]);
});

test("a text that no QR code can hold is refused", () => {
  assert.throws(() => qrModules("x".repeat(3000)), RangeError);
});
