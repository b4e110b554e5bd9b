/**
 * The browser's storage, as JSON. Nothing here throws: storage may be forbidden, full, or hold what another version of
 * the page left; a page works without it.
 */

/** Storage that all tabs share and that a second visit finds; null where the browser forbids it. */
export function browserStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

/** Storage of this tab alone, which a reload finds; null where the browser forbids it. */
export function tabStorage() {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}

/**
 * @param {Pick<Storage, "getItem"> | null} storage
 * @param {string} key
 * @returns {any} for the caller to check; null where nothing readable is stored
 */
export function readJson(storage, key) {
  try {
    return JSON.parse(storage?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Stores a value, if the browser permits it.
 *
 * @param {Pick<Storage, "setItem"> | null} storage
 * @param {string} key
 * @param {unknown} value
 */
export function writeJson(storage, key, value) {
  try {
    storage?.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the value lasts as long as the page.
  }
}
