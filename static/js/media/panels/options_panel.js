import { byId, setText } from "../../ui/dom.js";
import { PeopleStepper } from "../../ui/people_stepper.js";
import { RadioGroup } from "../../ui/radio_group.js";

/** @typedef {import("../api/types.js").Options} Options */
/** @typedef {Pick<Options, "model" | "people" | "smoothing">} ProcessingOptions */

const MODEL_NAMES = /** @type {Readonly<Record<string, string>>} */ ({ lite: "Lite", full: "Full", heavy: "Heavy" });
const SMOOTHING_TEXTS = Object.freeze({ none: "raw", live: "smoothed live", offline: "smoothed" });

/**
 * Describes options in one line.
 *
 * @param {ProcessingOptions} options
 */
export function optionsText({ model, people, smoothing }) {
  return [modelName(model), people === 1 ? "1 person" : `up to ${people} people`, SMOOTHING_TEXTS[smoothing]].join(" · ");
}

/**
 * Describes how a file was processed. It leaves out the people to find: beside a result they read as people that were found.
 *
 * @param {Pick<Options, "model" | "smoothing">} options
 * @param {"picture" | "video"} kind pictures are not smoothed
 */
export function methodText({ model, smoothing }, kind) {
  return kind === "picture" ? modelName(model) : `${modelName(model)} · ${SMOOTHING_TEXTS[smoothing]}`;
}

/** @param {string} model */
function modelName(model) {
  return MODEL_NAMES[model] ?? model;
}

/** The options that the next files are processed with. */
export class OptionsPanel {
  #models = new RadioGroup("model");
  #smoothing = new RadioGroup("smoothing");
  #summary = byId("options-summary", HTMLElement);
  #people;

  /** @param {number} mostPeople that the server finds */
  constructor(mostPeople) {
    this.#people = new PeopleStepper(mostPeople);
  }

  /** @param {(changed: Partial<ProcessingOptions>) => void} onChoose */
  listen(onChoose) {
    this.#models.listen((model) => onChoose({ model }));
    this.#smoothing.listen((smoothing) => onChoose({ smoothing: /** @type {Options["smoothing"]} */ (smoothing) }));
    this.#people.listen((people) => onChoose({ people }));
  }

  /** @param {ProcessingOptions} options */
  show(options) {
    this.#models.show(options.model);
    this.#smoothing.show(options.smoothing);
    this.#people.show(options.people);
    setText(this.#summary, optionsText(options));
  }
}
