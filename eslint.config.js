import js from "@eslint/js";
import globals from "globals";

/** What tests and benchmarks run in the page to watch it. */
const WATCHERS = ["tests/browser/**/*.js", "benchmarks/**/*.js"];

/** Classic scripts run before or without modules. */
const CLASSIC_SCRIPTS = ["static/js/boot/*.js"];

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
