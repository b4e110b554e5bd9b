import { peopleInPicture } from "../poses/pose_reader.js";
import { firstProgress, progressAfter } from "./item_state.js";
import { followItems } from "./selection.js";

/**
 * @typedef {import("../api/types.js").Options} Options
 * @typedef {import("./item_state.js").ItemEvent} ItemEvent
 * @typedef {import("./item_state.js").Progress} Progress
 */

/**
 * @typedef {object} Item a file and its progress
 * @property {number} id
 * @property {string} name
 * @property {number} size bytes
 * @property {"picture" | "video"} kind
 * @property {File | null} file null after a reload: the browser does not keep it
 * @property {Options} options
 * @property {Progress} progress
 * @property {string | null} document of a picture: the JSON that the server answered
 */

/** @typedef {Pick<Item, "name" | "size" | "kind" | "file" | "options">} NewItem */

/** Changes the items of the page's state. The selection follows every change. */
export class Items {
  #store;
  #lastId = 0;

  /** @param {import("../../ui/store.js").Store<import("../media_state.js").MediaState>} store */
  constructor(store) {
    this.#store = store;
  }

  get all() {
    return this.#store.state.items;
  }

  /** @param {number | null} id @returns {Item | null} */
  get(id) {
    return this.all.find((item) => item.id === id) ?? null;
  }

  /** @param {NewItem} newItem @returns {Item} */
  add({ name, size, kind, file, options }) {
    this.#lastId += 1;
    const item = { id: this.#lastId, name, size, kind, file, options, progress: firstProgress(kind), document: null };
    this.#set([...this.all, item]);
    return item;
  }

  /**
   * Changes the progress of an item; nothing if the item has been removed.
   *
   * @param {number} id
   * @param {ItemEvent} event
   */
  update(id, event) {
    this.#change(id, (item) => ({ ...item, progress: progressAfter(item.progress, event) }));
  }

  /**
   * Keeps the answer for a picture, which is its result.
   *
   * @param {number} id
   * @param {string} document
   */
  answered(id, document) {
    const event = /** @type {const} */ ({ type: "answered", people: peopleInPicture(document) });
    this.#change(id, (item) => ({ ...item, document, progress: progressAfter(item.progress, event) }));
  }

  /** @param {number} id */
  remove(id) {
    this.#set(this.all.filter((item) => item.id !== id));
  }

  /**
   * @param {number} id
   * @param {(item: Item) => Item} change
   */
  #change(id, change) {
    this.#set(this.all.map((item) => (item.id === id ? change(item) : item)));
  }

  /** @param {readonly Item[]} items */
  #set(items) {
    this.#store.change({ items, selection: followItems(this.#store.state.selection, items) });
  }
}
