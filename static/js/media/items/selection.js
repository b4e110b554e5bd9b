/** @typedef {import("./items.js").Item} Item */

/** Which file is shown: the one that a person chose, else the first of those that were added last. */
export class Selection {
  /** @type {number | null} */
  #id = null;
  /** Did a person choose it? Then it stays, whatever becomes of it. */
  #isChosen = false;

  get id() {
    return this.#id;
  }

  /** @param {number} id of an item that a person asked for */
  choose(id) {
    this.#id = id;
    this.#isChosen = true;
  }

  /** @param {number} id of the first of the items that were just added */
  begin(id) {
    this.#id = id;
    this.#isChosen = false;
  }

  /**
   * Goes on to another item where the selected one is gone, or came to nothing while one after it has a result. Those
   * before it were there already: whoever adds a broken file wants to see why, and not what they have seen.
   *
   * @param {readonly Item[]} all
   */
  follow(all) {
    const selected = all.find(({ id }) => id === this.#id);
    if (!selected) {
      this.#id = all.at(-1)?.id ?? null;
      this.#isChosen = false;
    } else if (selected.progress.state === "failed" && !this.#isChosen) {
      const better = all.find(({ id, progress }) => id > selected.id && progress.state === "done");
      if (better) this.#id = better.id;
    }
  }
}
