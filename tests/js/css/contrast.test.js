import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { SIDE_COLOURS } from "../../../static/js/protocol/skeleton_style.js";

const CSS = readFileSync(new URL("../../../static/css/tokens.css", import.meta.url), "utf8");
const READABLE = 4.5;
/** WCAG's least for what is not text. */
const VISIBLE = 3;

/** Hex colours of the block that starts with `selector`. */
function tokens(selector) {
  const block = CSS.slice(CSS.indexOf(`${selector} {`)).split("}")[0];
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
}

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const share = parseInt(hex.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const light = tokens(":root");
const themes = { light, dark: { ...light, ...tokens(':root[data-theme="dark"]') } };
const TEXT = [
  ["ink", ["paper", "surface", "surface-sunk", "accent-wash"]],
  ["ink-soft", ["paper", "surface", "surface-sunk", "accent-wash"]],
  ["danger", ["surface", "paper"]],
  ["on-accent", ["accent", "accent-hover"]],
  ["on-screen", ["screen", "screen-raised"]],
  ["on-screen-soft", ["screen", "screen-raised"]],
];

test("black on white is 21 to 1", () => {
  assert.equal(Math.round(contrast("#000000", "#ffffff")), 21);
});

for (const [theme, colours] of Object.entries(themes)) {
  test(`text is readable in the ${theme} theme`, () => {
    for (const [ink, papers] of TEXT) {
      for (const paper of papers) {
        const found = contrast(colours[ink], colours[paper]);
        assert.ok(found >= READABLE, `${ink} on ${paper}: ${found.toFixed(2)}`);
      }
    }
  });

  test(`edges of controls and the focus ring are visible in the ${theme} theme`, () => {
    for (const paper of ["paper", "surface"]) {
      for (const ink of ["line-strong", "focus", "good", "warn", "danger"]) {
        const found = contrast(colours[ink], colours[paper]);
        assert.ok(found >= VISIBLE, `${ink} on ${paper}: ${found.toFixed(2)}`);
      }
    }
  });
}

test("the legend has the skeleton's colours", () => {
  for (const [side, colour] of Object.entries(SIDE_COLOURS)) assert.equal(light[`side-${side}`], colour);
});
