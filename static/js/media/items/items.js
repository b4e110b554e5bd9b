import { after, firstProgress, isUnderWay } from "./item_state.js";
import { peopleInPicture } from "../poses/pose_reader.js";

/**
 * @typedef {import("../api/types.js").Options} Options
 * @typedef {import("./item_state.js").Happening} Happening
 * @typedef {import("./item_state.js").Progress} Progress
 */

/**
 * @typedef {object} Item a file and what became of it
 * @property {number} id
 * @property {string} name
 * @property {number} size bytes
 * @property {"picture" | "video"} kind
 * @property {File | null} file null after a reload: the browser does not give it again
 * @property {Options} options
 * @property {Progress} progress
 * @property {string | null} document of a picture: the JSON that the server answered
 */

/** @typedef {Pick<Item, "name" | "size" | "kind" | "file" | "options">} NewItem */

/** The files on this page, in the order in which they were added; tells who listens after every change. */
export class Items {
  /** @type {readonly Item[]} */
  #all = [];
  #lastId = 0;
  #onChange;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  get all() {
    return this.#all;
  }

  /** Is anything lost when the page is left now? */
  get anyUnderWay() {
    return this.#all.some(({ progress }) => isUnderWay(progress.state));
  }

  /** @param {number | null} id @returns {Item | null} */
  get(id) {
    return this.#all.find((item) => item.id === id) ?? null;
  }

  /** @param {NewItem} about @returns {Item} */
  add(about) {
    this.#lastId += 1;
    const item = { ...about, id: this.#lastId, progress: firstProgress(about.kind), document: null };
    this.#all = [...this.#all, item];
    this.#onChange();
    return item;
  }

  /**
   * @param {number} id
   * @param {Happening} happening
   */
  happened(id, happening) {
    this.#change(id, (item) => ({ ...item, progress: after(item.progress, happening) }));
  }

  /**
   * @param {number} id
   * @param {string} document
   */
  answered(id, document) {
    const people = peopleInPicture(document);
    this.#change(id, (item) => ({ ...item, document, progress: after(item.progress, { type: "answered", people }) }));
  }

  /** @param {number} id */
  remove(id) {
    this.#all = this.#all.filter((item) => item.id !== id);
    this.#onChange();
  }

  /**
   * @param {number} id
   * @param {(item: Item) => Item} change
   */
  #change(id, change) {
    this.#all = this.#all.map((item) => (item.id === id ? change(item) : item));
    this.#onChange();
  }
}
