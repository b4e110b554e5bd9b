// Runs before the first paint, as a classic script, so that the page never flashes in the wrong colours.
(() => {
  let remembered = null;
  try {
    remembered = JSON.parse(localStorage.getItem("posecast") ?? "{}").theme ?? null;
  } catch {
    // Private windows may refuse storage; the system's choice is a good answer then.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset["theme"] = remembered === "light" || remembered === "dark" ? remembered : system;
})();
