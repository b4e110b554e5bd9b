/**
 * A duplicated tab starts with a copy of the first tab's storage. If both resumed the same session, each would disconnect
 * the other again and again; so the first one holds a lock that the second one cannot get.
 */

/** A page that is being reloaded may need this long to release its lock. */
const RELEASE_MS = 500;
const KEY = "posecast.tab";

/**
 * Says whether this tab is the only one with its storage. A copy gets a name of its own and has to begin a new session.
 *
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 * @param {Pick<LockManager, "request"> | undefined} locks missing on insecure pages
 * @param {() => string} newName
 * @returns {Promise<boolean>}
 */
export async function acquireTabLock(storage, locks, newName) {
  const storedName = read(storage);
  if (!locks || !storage) return true;
  if (storedName && (await hold(locks, storedName))) return true;
  const name = newName();
  try {
    storage.setItem(KEY, name);
  } catch {
    return storedName === null;
  }
  await hold(locks, name);
  return storedName === null;
}

/**
 * @param {Pick<LockManager, "request">} locks
 * @param {string} name
 * @returns {Promise<boolean>} true when it is held, which it is until the page ends
 */
function hold(locks, name) {
  return new Promise((resolve) => {
    const held = locks.request(`posecast.${name}`, { signal: AbortSignal.timeout(RELEASE_MS) }, () => {
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
