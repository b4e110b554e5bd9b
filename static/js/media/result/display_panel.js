import { byId, setText } from "../../ui/dom.js";

/**
 * @typedef {object} LooksListeners
 * @property {(least: number) => void} onThreshold 0..1
 * @property {(whom: number | null) => void} onWhom
 */

const EVERYBODY = "all";

/** How a result is shown: from which visibility on, and whom of several in 3D. Nothing of it concerns the server. */
export class LooksPanel {
  #panel = byId("looks", HTMLElement);
  #threshold = byId("threshold", HTMLInputElement);
  #words = byId("threshold-value", HTMLOutputElement);
  #whom = byId("whom", HTMLElement);
  #choice = byId("whom-choice", HTMLSelectElement);

  /**
   * @param {number} least 0..1, at first
   * @param {LooksListeners} listeners
   */
  constructor(least, { onThreshold, onWhom }) {
    this.#threshold.value = String(Math.round(least * 100));
    this.#threshold.addEventListener("input", () => {
      this.#show();
      onThreshold(this.least);
    });
    this.#choice.addEventListener("change", () => {
      onWhom(this.#choice.value === EVERYBODY ? null : Number(this.#choice.value));
    });
    this.#show();
  }

  get least() {
    return Number(this.#threshold.value) / 100;
  }

  /**
   * @param {readonly number[]} ids of all people of the result
   * @param {boolean} overlay can points be left out of the picture
   */
  open(ids, overlay) {
    this.#panel.hidden = false;
    this.#threshold.disabled = ids.length === 0 && !overlay;
    this.#whom.hidden = ids.length < 2;
    const people = ids.map((id) => new Option(`Person ${id}`, String(id)));
    this.#choice.replaceChildren(new Option("Everybody", EVERYBODY), ...people);
  }

  close() {
    this.#panel.hidden = true;
  }

  #show() {
    setText(this.#words, this.#threshold.value === "0" ? "all" : `${this.#threshold.value} %`);
  }
}
