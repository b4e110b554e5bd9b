import js from "@eslint/js";
import globals from "globals";

/** What tests and benchmarks run in the page to watch it. */
const WATCHERS = ["tests/browser/**/*.js", "benchmarks/**/*.js"];

/** Classic scripts run before or without modules. */
const CLASSIC_SCRIPTS = ["static/js/boot/*.js"];

/** The rooms of static/js/, the upper ones first: a room may know those of the lines below it (docs/architecture.md). */
const FLOORS = [["pages", "media"], ["view"], ["ui", "capture"], ["text", "stream"], ["connection"], ["protocol", "storage"]];
const ROOMS = FLOORS.flat();

/** What a room may not import: whatever is above it, its neighbours, and the scripts that run before modules. */
function wallsOf(room) {
  const floor = FLOORS.findIndex((rooms) => rooms.includes(room));
  const forbidden = [...FLOORS.slice(0, floor + 1).flat().filter((other) => other !== room), "boot"];
  const patterns = [{ group: forbidden.map((other) => `**/${other}/**`), message: `${room} must not know this room; imports run downward.` }];
  if (room !== "view") patterns.push({ group: ["three", "three/*"], message: "Only the 3D view knows three.js, so that the rest works without it." });
  return { files: [`static/js/${room}/**/*.js`], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

/** Only these ask the server, or hand on what does; everything else is told. */
const ASK_THE_SERVER = ["static/js/pages/**/*.js", "static/js/connection/**/*.js", "static/js/media/api/**/*.js", "static/js/media/page.js"];
const WAYS_TO_ASK = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "io"];

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      curly: ["error", "multi-line"],
      "no-var": "error",
      "prefer-const": "error",
      "no-shadow": "error",
      "no-implicit-globals": "error",
      "no-promise-executor-return": "off",
      "require-atomic-updates": "error",
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": ["error", { max: 60 }],
      complexity: ["error", 12],
      "no-restricted-globals": ["error", "event", "name", "status"],
    },
  },
  { files: ["static/js/**/*.js"], languageOptions: { globals: { ...globals.browser, io: "readonly" } } },
  ...ROOMS.map(wallsOf),
  {
    files: ["static/js/**/*.js"],
    ignores: ["static/js/pages/test_hooks.js"],
    rules: {
      "no-restricted-syntax": ["error", { selector: "Literal[value='posecast:pose']", message: "This event is for tests and benchmarks; listen with PosePresenter.onDrawn." }],
    },
  },
  {
    files: ROOMS.map((room) => `static/js/${room}/**/*.js`),
    ignores: ASK_THE_SERVER,
    rules: { "no-restricted-globals": ["error", "event", "name", "status", ...WAYS_TO_ASK] },
  },
  { files: WATCHERS, languageOptions: { sourceType: "script", globals: globals.browser }, rules: { "max-lines-per-function": "off" } },
  { files: CLASSIC_SCRIPTS, languageOptions: { sourceType: "script" } },
  // Written in the syntax of the browsers that it speaks to.
  { files: ["static/js/boot/unsupported_browser.js"], rules: { "no-var": "off" } },
  {
    files: ["tests/js/**/*.js", "eslint.config.js"],
    languageOptions: { globals: globals.node },
    rules: { "max-lines-per-function": "off" },
  },
];
