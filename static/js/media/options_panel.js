import { byId, setText } from "../page_elements.js";

/** @typedef {import("./api_types.js").Options} Options */
/** @typedef {Pick<Options, "model" | "people" | "smoothing">} ChosenOptions */

const MODEL_WORDS = /** @type {Readonly<Record<string, string>>} */ ({ lite: "Lite", full: "Full", heavy: "Heavy" });
const SMOOTHING_WORDS = Object.freeze({ none: "raw", live: "smoothed live", offline: "smoothed" });

/**
 * Options in a line of words.
 *
 * @param {ChosenOptions} options
 * @param {"picture" | "video"} [kind] pictures are not smoothed
 */
export function optionsWords({ model, people, smoothing }, kind = "video") {
  const words = [MODEL_WORDS[model] ?? model, people === 1 ? "1 person" : `up to ${people} people`];
  return [...words, ...(kind === "video" ? [SMOOTHING_WORDS[smoothing]] : [])].join(" · ");
}

/** What the next files are looked at with. */
export class OptionsPanel {
  #mostPeople;
  #chosen;
  #words = byId("options-words", HTMLElement);
  #people = byId("people", HTMLOutputElement);
  #fewer = byId("people-fewer", HTMLButtonElement);
  #more = byId("people-more", HTMLButtonElement);

  /**
   * @param {ChosenOptions} first
   * @param {number} mostPeople
   */
  constructor(first, mostPeople) {
    this.#chosen = first;
    this.#mostPeople = mostPeople;
    for (const radio of radios("model")) radio.addEventListener("change", () => this.#choose({ model: radio.value }));
    for (const radio of radios("smoothing")) {
      radio.addEventListener("change", () => this.#choose({ smoothing: /** @type {Options["smoothing"]} */ (radio.value) }));
    }
    this.#fewer.addEventListener("click", () => this.#choose({ people: this.#chosen.people - 1 }));
    this.#more.addEventListener("click", () => this.#choose({ people: this.#chosen.people + 1 }));
    this.#choose({});
  }

  get chosen() {
    return this.#chosen;
  }

  /** @param {Partial<ChosenOptions>} changed */
  #choose(changed) {
    this.#chosen = { ...this.#chosen, ...changed };
    const { model, smoothing, people } = this.#chosen;
    for (const radio of radios("model")) radio.checked = radio.value === model;
    for (const radio of radios("smoothing")) radio.checked = radio.value === smoothing;
    setText(this.#people, String(people));
    this.#fewer.disabled = people <= 1;
    this.#more.disabled = people >= this.#mostPeople;
    setText(this.#words, optionsWords(this.#chosen));
  }
}

/** @param {string} group */
function radios(group) {
  return [...document.querySelectorAll(`input[name="${group}"]`)].filter((each) => each instanceof HTMLInputElement);
}
