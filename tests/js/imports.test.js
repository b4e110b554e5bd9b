import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../static/js/", import.meta.url);
const PAGES = ["owner_page.js", "phone_page.js", "viewer_page.js"];
const VIEWS = ["canvas_view.js", "space_view.js", "status_panel.js", "share_dialog.js", "phone_on_stage.js", "phone_bar.js"];

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
    for (const other of ["connection.js", "frame_stream.js", ...PAGES, ...VIEWS]) {
      assert.ok(!reach.has(other), `${view} reaches ${other}`);
    }
  }
});

test("the walk over imports does see imports", () => {
  for (const page of PAGES) assert.ok(reachOf(page).has("connection.js"), page);
  assert.ok(reachOf("space_view.js").has("wire.js"));
});

test("only the 3D view needs three.js, so that the rest works without it", () => {
  const users = readdirSync(FOLDER).filter((name) => {
    return name.endsWith(".js") && /from "three/.test(readFileSync(new URL(name, FOLDER), "utf8"));
  });
  assert.deepEqual(users.sort(), ["space_figure.js", "space_view.js"]);
  for (const page of PAGES) assert.ok(!reachOf(page).has("space_view.js"), page);
});

test("those who watch load nothing that could open a camera", () => {
  const reach = reachOf("viewer_page.js");
  for (const name of ["camera.js", "source_runner.js", "frame_encoder.js"]) assert.ok(!reach.has(name), name);
});
