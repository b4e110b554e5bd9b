/** @typedef {"toggle" | "back" | "on"} MediaKey */

/** @type {ReadonlyMap<string, MediaKey>} */
const KEYS = new Map([
  [" ", "toggle"],
  [",", "back"],
  [".", "on"],
  ["ArrowLeft", "back"],
  ["ArrowRight", "on"],
]);
const PRESSED_BY_SPACE = "button, a, summary, input, select";
const MOVED_BY_ARROWS = "input, select, canvas";

/**
 * What a key press means for the video, or null when it belongs to what has the focus.
 *
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean}} press
 * @param {(selector: string) => boolean} isWithin is the focus in such an element
 * @returns {MediaKey | null}
 */
export function mediaKey(press, isWithin) {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  // The timeline is an input too, whose own arrows do the same, and which has no use for a space.
  if (press.key === " " && isWithin(PRESSED_BY_SPACE) && !isWithin("#timeline")) return null;
  if (press.key.startsWith("Arrow") && isWithin(MOVED_BY_ARROWS)) return null;
  return KEYS.get(press.key) ?? null;
}
