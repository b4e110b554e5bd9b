/** @typedef {import("./items.js").Item} Item */

/**
 * What a screen reader should say: that a file has come to its end, and nothing on the way there.
 *
 * @param {readonly Item[]} before
 * @param {readonly Item[]} now
 * @returns {string} empty when nothing ended
 */
export function spokenChange(before, now) {
  const ended = now.filter((item) => {
    const known = before.find(({ id }) => id === item.id);
    return known && known.progress.state !== item.progress.state;
  });
  return ended.map(words).filter(Boolean).join(" ");
}

/** @param {Item} item */
function words({ name: title, progress: { state, problem } }) {
  if (state === "done") return `${title} is done.`;
  if (state === "failed") return `${title} failed: ${problem?.title ?? ""} ${problem?.detail ?? ""}`.trimEnd();
  if (state === "expired") return `The results of ${title} were removed.`;
  return "";
}
