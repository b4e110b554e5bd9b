import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../static/js/", import.meta.url);
const PAGES = ["pages/owner.js", "pages/phone.js", "pages/viewer.js"];
const VIEWS = [
  "view/canvas_view.js",
  "view/scene_view.js",
  "ui/status_panel.js",
  "ui/share_dialog.js",
  "ui/remote_camera_panel.js",
  "ui/phone_bar.js",
];

/** Modules that a module imports as code, by their path below static/js; types do not count. */
function importsOf(path) {
  const file = new URL(path, FOLDER);
  const text = readFileSync(file, "utf8");
  const found = text.matchAll(/^(?:import|\} from).*?"(\.{1,2}\/[^"]+)";$/gms);
  return [...found].map(([, place]) => new URL(place, file).href.slice(FOLDER.href.length));
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
    for (const other of ["connection/socket_client.js", "stream/frame_stream.js", ...PAGES, ...VIEWS]) {
      assert.ok(!reach.has(other), `${view} reaches ${other}`);
    }
  }
});

test("the walk over imports does see imports", () => {
  for (const page of PAGES) assert.ok(reachOf(page).has("connection/socket_client.js"), page);
  assert.ok(reachOf("view/scene_view.js").has("protocol/wire.js"));
});

test("only the 3D view needs three.js, so that the rest works without it", () => {
  const users = readdirSync(FOLDER, { recursive: true }).filter((name) => {
    return name.endsWith(".js") && /from "three/.test(readFileSync(new URL(name, FOLDER), "utf8"));
  });
  assert.deepEqual(users.sort(), ["view/scene_figure.js", "view/scene_view.js"]);
  for (const page of PAGES) assert.ok(!reachOf(page).has("view/scene_view.js"), page);
});

test("a viewer's page loads nothing that could open a camera", () => {
  const reach = reachOf("pages/viewer.js");
  for (const name of ["capture/camera.js", "capture/source_controller.js", "stream/jpeg_encoder.js"]) assert.ok(!reach.has(name), name);
});
