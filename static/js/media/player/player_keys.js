/** @typedef {"toggle" | "back" | "forward"} PlayerKey */

/** @type {ReadonlyMap<string, PlayerKey>} */
const KEYS = new Map([
  [" ", "toggle"],
  [",", "back"],
  [".", "forward"],
  ["ArrowLeft", "back"],
  ["ArrowRight", "forward"],
]);
const PRESSED_BY_SPACE = "button, a, summary, input, select";
const MOVED_BY_ARROWS = "input, select, canvas";

/**
 * What a key press means for the video, or null when it belongs to the focused element.
 *
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean}} press
 * @param {(selector: string) => boolean} isWithin is the focus in such an element?
 * @returns {PlayerKey | null}
 */
export function playerKey(press, isWithin) {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  // The timeline is an input whose own arrow keys do the same, and which does not use the space.
  if (press.key === " " && isWithin(PRESSED_BY_SPACE) && !isWithin("#timeline")) return null;
  if (press.key.startsWith("Arrow") && isWithin(MOVED_BY_ARROWS)) return null;
  return KEYS.get(press.key) ?? null;
}

/**
 * @param {Pick<import("./playback.js").Playback, "isOpen" | "toggle" | "step">} playback
 * @param {() => boolean} enabled
 */
export function listenForPlayerKeys(playback, enabled) {
  document.addEventListener("keydown", (press) => {
    const { target } = press;
    if (!playback.isOpen || !enabled()) return;
    const key = playerKey(press, (selector) => target instanceof Element && target.closest(selector) !== null);
    if (!key) return;
    press.preventDefault();
    if (key === "toggle") playback.toggle();
    else playback.step(key === "back" ? -1 : 1);
  });
}
