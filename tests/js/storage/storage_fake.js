/** A storage like the browser's, and one that refuses everything, as private windows do. */
export function fakeStorage(entries = {}) {
  const kept = new Map(Object.entries(entries));
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    copy: () => fakeStorage(Object.fromEntries(kept)),
  };
}

export function brokenStorage() {
  const refuse = () => {
    throw new Error("refused");
  };
  return { getItem: refuse, setItem: refuse, removeItem: refuse };
}
