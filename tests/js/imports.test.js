import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../static/js/", import.meta.url);
const VIEWS = ["canvas_view.js", "space_view.js", "status_panel.js"];

/** Modules that a module imports as code, by file name; types do not count. */
function importsOf(name) {
  const text = readFileSync(new URL(name, FOLDER), "utf8");
  return [...text.matchAll(/^(?:import|\} from).*?"\.\/([^"]+)";$/gms)].map(([, file]) => file);
}

/** All modules that a module reaches. */
function reachOf(name, seen = new Set()) {
  for (const each of importsOf(name)) {
    if (seen.has(each)) continue;
    seen.add(each);
    reachOf(each, seen);
  }
  return seen;
}

test("the views know neither the connection nor each other", () => {
  for (const view of VIEWS) {
    const reach = reachOf(view);
    for (const other of ["connection.js", "frame_stream.js", "main.js", ...VIEWS]) {
      assert.ok(!reach.has(other), `${view} reaches ${other}`);
    }
  }
});

test("the walk over imports does see imports", () => {
  assert.ok(reachOf("main.js").has("connection.js"));
  assert.ok(reachOf("space_view.js").has("wire.js"));
});

test("only the 3D view needs three.js, so that the rest works without it", () => {
  const users = readdirSync(FOLDER).filter((name) => {
    return name.endsWith(".js") && /from "three/.test(readFileSync(new URL(name, FOLDER), "utf8"));
  });
  assert.deepEqual(users.sort(), ["space_figure.js", "space_view.js"]);
  assert.ok(!reachOf("main.js").has("space_view.js"));
});
