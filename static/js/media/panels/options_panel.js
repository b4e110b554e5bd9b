import { byId, setText } from "../../ui/dom.js";

/** @typedef {import("../api/types.js").Options} Options */
/** @typedef {Pick<Options, "model" | "people" | "smoothing">} ChosenOptions */

const MODEL_WORDS = /** @type {Readonly<Record<string, string>>} */ ({ lite: "Lite", full: "Full", heavy: "Heavy" });
const SMOOTHING_WORDS = Object.freeze({ none: "raw", live: "smoothed live", offline: "smoothed" });

/**
 * Options in a line of words.
 *
 * @param {ChosenOptions} options
 */
export function optionsWords({ model, people, smoothing }) {
  return [modelWords(model), people === 1 ? "1 person" : `up to ${people} people`, SMOOTHING_WORDS[smoothing]].join(" · ");
}

/**
 * How a file was looked at: without the people that were looked for, which beside a result read as people that were found.
 *
 * @param {Pick<Options, "model" | "smoothing">} options
 * @param {"picture" | "video"} kind pictures are not smoothed
 */
export function methodWords({ model, smoothing }, kind) {
  return kind === "picture" ? modelWords(model) : `${modelWords(model)} · ${SMOOTHING_WORDS[smoothing]}`;
}

/** @param {string} model */
function modelWords(model) {
  return MODEL_WORDS[model] ?? model;
}

/** What the next files are looked at with. */
export class OptionsPanel {
  #mostPeople;
  #onChoose;
  #chosen;
  #words = byId("options-summary", HTMLElement);
  #people = byId("people", HTMLOutputElement);
  #fewer = byId("people-fewer", HTMLButtonElement);
  #more = byId("people-more", HTMLButtonElement);

  /**
   * @param {ChosenOptions} first
   * @param {number} mostPeople
   * @param {(changed: Partial<ChosenOptions>) => void} onChoose
   */
  constructor(first, mostPeople, onChoose) {
    this.#onChoose = onChoose;
    // What was chosen earlier may be more than the server looks for now.
    this.#chosen = { ...first, people: Math.min(first.people, mostPeople) };
    this.#mostPeople = mostPeople;
    for (const radio of radios("model")) radio.addEventListener("change", () => this.#choose({ model: radio.value }));
    for (const radio of radios("smoothing")) {
      radio.addEventListener("change", () => this.#choose({ smoothing: /** @type {Options["smoothing"]} */ (radio.value) }));
    }
    this.#fewer.addEventListener("click", () => this.#choose({ people: this.#chosen.people - 1 }));
    this.#more.addEventListener("click", () => this.#choose({ people: this.#chosen.people + 1 }));
    this.#show();
  }

  get chosen() {
    return this.#chosen;
  }

  /** @param {Partial<ChosenOptions>} changed */
  #choose(changed) {
    this.#chosen = { ...this.#chosen, ...changed };
    this.#show();
    this.#onChoose(changed);
  }

  #show() {
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
