// Sets the theme before the first paint, as a classic script, so that the page never flashes in the wrong colours.
(() => {
  let chosen = null;
  try {
    chosen = JSON.parse(localStorage.getItem("posecast") ?? "{}").theme ?? null;
  } catch {
    // Private windows may refuse storage; the system's setting is used then.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset["theme"] = chosen === "light" || chosen === "dark" ? chosen : system;
})();
