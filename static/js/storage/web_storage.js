/**
 * What a page keeps in the browser, as JSON. Nothing here raises: storage may be forbidden, full, or hold what another
 * version of the page left; a page works on without.
 */

/** What all tabs share and a second visit finds, or null where even asking for it is forbidden. */
export function browserStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

/** What a reload of this tab finds and another tab does not, or null likewise. */
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
 * @returns {any} to be checked by who asked; null where nothing readable is kept
 */
export function readKept(storage, key) {
  try {
    return JSON.parse(storage?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Keeps a value, as long as the browser lets it.
 *
 * @param {Pick<Storage, "setItem"> | null} storage
 * @param {string} key
 * @param {unknown} value
 */
export function keep(storage, key, value) {
  try {
    storage?.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden storage: it then lasts as long as the page.
  }
}
