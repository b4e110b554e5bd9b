import { byId, setText } from "./dom.js";

const SHOWN_MS = 7000;

/** A word in passing. */
export class Toast {
  #toast = byId("toast", HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} words */
  show(words) {
    setText(this.#toast, words);
    this.#toast.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#toast.hidden = true), SHOWN_MS);
  }
}
