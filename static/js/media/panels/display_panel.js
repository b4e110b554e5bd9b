import { byId, setText } from "../../ui/dom.js";

/**
 * @typedef {object} DisplayListeners
 * @property {(minVisibility: number) => void} onThreshold 0..1
 * @property {(id: number | null) => void} onPerson null for everybody
 */

const EVERYBODY = "all";

/** How a result is shown: the minimum visibility of points, and who is shown in 3D. The server does not need to know. */
export class DisplayPanel {
  #panel = byId("display-options", HTMLElement);
  #threshold = byId("threshold", HTMLInputElement);
  #value = byId("threshold-value", HTMLOutputElement);
  #person = byId("person", HTMLElement);
  #choice = byId("person-choice", HTMLSelectElement);

  /** @param {DisplayListeners} listeners */
  listen({ onThreshold, onPerson }) {
    this.#threshold.addEventListener("input", () => onThreshold(Number(this.#threshold.value) / 100));
    this.#choice.addEventListener("change", () => {
      onPerson(this.#choice.value === EVERYBODY ? null : Number(this.#choice.value));
    });
  }

  /** @param {number} minVisibility 0..1 */
  showThreshold(minVisibility) {
    this.#threshold.value = String(Math.round(minVisibility * 100));
    setText(this.#value, `${this.#threshold.value} %`);
  }

  /**
   * @param {readonly number[]} ids of all people of the result
   * @param {boolean} drawsSkeletons are the skeletons drawn here? Those that the server has drawn cannot be changed
   */
  open(ids, drawsSkeletons) {
    this.#panel.hidden = false;
    this.#threshold.disabled = ids.length === 0 && !drawsSkeletons;
    this.#person.hidden = ids.length < 2;
    const people = ids.map((id) => new Option(`Person ${id}`, String(id)));
    this.#choice.replaceChildren(new Option("Everybody", EVERYBODY), ...people);
  }

  close() {
    this.#panel.hidden = true;
  }
}
