import { byId } from "./dom.js";

/** @typedef {"light" | "dark"} Theme */

/**
 * Applies the theme that was chosen, else the system's, also when that changes. boot/theme.js does it before the first paint.
 *
 * @param {Theme | null} chosen
 * @param {(theme: Theme) => void} onChoice
 * @returns {() => void} switches between the two
 */
export function setUpTheme(chosen, onChoice) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = byId("theme-toggle", HTMLButtonElement);
  let choice = chosen;
  const current = () => choice ?? (system.matches ? "dark" : "light");
  const show = () => {
    document.documentElement.dataset["theme"] = current();
    button.setAttribute("aria-pressed", String(current() === "dark"));
    const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", paper);
  };
  const toggle = () => {
    choice = current() === "dark" ? "light" : "dark";
    onChoice(choice);
    show();
  };
  system.addEventListener("change", show);
  button.addEventListener("click", toggle);
  show();
  return toggle;
}
