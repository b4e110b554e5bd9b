import { byId, setText } from "./dom.js";

/** Long enough to read two sentences. */
const SHOWN_MS = 7000;

/** A message that disappears by itself. */
export class Toast {
  #toast = byId("toast", HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} text */
  show(text) {
    setText(this.#toast, text);
    this.#toast.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#toast.hidden = true), SHOWN_MS);
  }
}
