import { ItemRow } from "./item_row.js";

/** @typedef {import("./items.js").Item} Item */

/** The list of files. */
export class ItemList {
  #list;
  /** @type {import("./item_row.js").RowListeners} */
  #listeners = { onOpen: () => {}, onAction: () => {} };
  /** @type {Map<number, ItemRow>} */
  #rows = new Map();

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /** For the rows that are added from now on. @param {import("./item_row.js").RowListeners} listeners */
  listen(listeners) {
    this.#listeners = listeners;
  }

  /**
   * @param {readonly Item[]} items
   * @param {number | null} selected
   */
  show(items, selected) {
    for (const [id, row] of this.#rows) {
      if (!items.some((item) => item.id === id)) this.#drop(id, row);
    }
    for (const item of items) this.#row(item).show(item, item.id === selected);
  }

  /** @param {Item} item */
  #row(item) {
    const known = this.#rows.get(item.id);
    if (known) return known;
    const row = new ItemRow(item, this.#listeners);
    this.#rows.set(item.id, row);
    this.#list.append(row.element);
    return row;
  }

  /**
   * @param {number} id
   * @param {ItemRow} row
   */
  #drop(id, row) {
    const neighbour = row.element.nextElementSibling ?? row.element.previousElementSibling;
    const hadFocus = row.element.contains(document.activeElement);
    row.element.remove();
    this.#rows.delete(id);
    // Else the focus would move to the top of the page.
    const next = hadFocus ? (neighbour?.querySelector("button") ?? document.getElementById("choose")) : null;
    next?.focus();
  }
}
