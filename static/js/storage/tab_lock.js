/**
 * A tab that is duplicated takes a copy of its storage along. Were both to come back into the same session, each would
 * throw the other out again and again; so the first one holds a lock that the second one finds taken.
 */

/** A page that is being reloaded may need this long to let go of its lock. */
const LET_GO_MS = 500;
const KEY = "posecast.tab";

/**
 * Is this tab the only one with its storage? A copy gets a name of its own and has to begin anew.
 *
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 * @param {Pick<LockManager, "request"> | undefined} locks missing on insecure pages
 * @param {() => string} newName
 * @returns {Promise<boolean>}
 */
export async function claimTab(storage, locks, newName) {
  const known = read(storage);
  if (!locks || !storage) return true;
  if (known && (await hold(locks, known))) return true;
  const name = newName();
  try {
    storage.setItem(KEY, name);
  } catch {
    return known === null;
  }
  await hold(locks, name);
  return known === null;
}

/**
 * @param {Pick<LockManager, "request">} locks
 * @param {string} name
 * @returns {Promise<boolean>} held from now until the page ends
 */
function hold(locks, name) {
  return new Promise((resolve) => {
    const held = locks.request(`posecast.${name}`, { signal: AbortSignal.timeout(LET_GO_MS) }, () => {
      resolve(true);
      return new Promise(() => {});
    });
    held.catch(() => resolve(false));
  });
}

/** @param {Pick<Storage, "getItem"> | null} storage */
function read(storage) {
  try {
    return storage?.getItem(KEY) ?? null;
  } catch {
    return null;
  }
}
