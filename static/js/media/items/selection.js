/**
 * Which file is shown: the one that a person chose, else the first of those that were added last.
 *
 * @typedef {object} Selection
 * @property {number | null} id of the item; null while there is none
 * @property {boolean} isChosen by a person: then it stays selected even if it fails
 */

/** @type {Selection} */
export const NOTHING_SELECTED = Object.freeze({ id: null, isChosen: false });

/**
 * The selection after the items have changed. If the selected item is gone, the last one is selected. If it failed, and
 * nobody chose it, the first later item with a result is selected; earlier ones have been seen already.
 *
 * @param {Selection} selection
 * @param {readonly import("./items.js").Item[]} items
 * @returns {Selection}
 */
export function followItems(selection, items) {
  const selected = items.find(({ id }) => id === selection.id);
  if (!selected) return { id: items.at(-1)?.id ?? null, isChosen: false };
  if (selected.progress.state !== "failed" || selection.isChosen) return selection;
  const finished = items.find(({ id, progress }) => id > selected.id && progress.state === "done");
  return finished ? { id: finished.id, isChosen: false } : selection;
}
