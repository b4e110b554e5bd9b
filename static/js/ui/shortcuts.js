/** @typedef {"start" | "full-screen" | "mirror" | "display" | "next-camera" | "pause" | "reset" | "theme" | "help" | "share"} Shortcut */

/** @type {ReadonlyMap<string, Shortcut>} */
const KEYS = new Map([
  [" ", "start"],
  ["f", "full-screen"],
  ["m", "mirror"],
  ["d", "display"],
  ["c", "next-camera"],
  ["p", "pause"],
  ["r", "reset"],
  ["t", "theme"],
  ["s", "share"],
  ["?", "help"],
]);

/**
 * What a key press means, or null when it belongs to something else.
 *
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, repeat: boolean}} press
 * @param {boolean} ownsKeys the focused element uses the keys itself (a button its space, a list its letters)
 * @returns {Shortcut | null}
 */
export function shortcutOf(press, ownsKeys) {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat || ownsKeys) return null;
  return KEYS.get(press.key.toLowerCase()) ?? null;
}

/**
 * @param {EventTarget | null} target
 * @param {string} key
 */
export function ownsKey(target, key) {
  if (!(target instanceof Element)) return false;
  if (target.closest("dialog, select, textarea, [contenteditable]")) return true;
  return key === " " && target.closest("button, a, input, [role=tab]") !== null;
}

/**
 * @param {Partial<Record<Shortcut, () => void>>} actions those that the page has
 * @param {() => boolean} enabled
 */
export function listenForShortcuts(actions, enabled) {
  document.addEventListener("keydown", (press) => {
    const shortcut = enabled() ? shortcutOf(press, ownsKey(press.target, press.key)) : null;
    const act = shortcut && actions[shortcut];
    if (!act) return;
    press.preventDefault();
    act();
  });
}
