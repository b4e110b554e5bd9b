import { byId } from "./dom.js";
import { PeopleStepper } from "./people_stepper.js";
import { RadioGroup } from "./radio_group.js";

/** @typedef {import("../protocol/wire.js").Settings} Settings */
/** @typedef {import("../storage/preferences.js").Display} Display */

/**
 * @typedef {object} SettingsListeners
 * @property {(settings: Settings) => void} onSettings for the server
 * @property {(display: Display) => void} onDisplay
 * @property {(mirrored: boolean) => void} onMirror
 * @property {(enabled: boolean) => void} [onShortcuts] on pages with a keyboard
 */

/** The settings of the live pages. It shows those in use and reports what the person changes. */
export class SettingsPanel {
  #models = new RadioGroup("model");
  #displays = new RadioGroup("display");
  #mirror = byId("mirror", HTMLInputElement);
  #smoothing = byId("smoothing", HTMLInputElement);
  #people;
  #shortcuts = byId("shortcuts", HTMLInputElement);

  /** @param {number} mostPeople that the server follows */
  constructor(mostPeople) {
    this.#people = new PeopleStepper(mostPeople);
  }

  /** @param {SettingsListeners} listeners */
  listen({ onSettings, onDisplay, onMirror, onShortcuts = () => {} }) {
    this.#models.listen((model) => onSettings({ model }));
    this.#displays.listen((display) => onDisplay(display === "live" ? "live" : "glued"));
    this.#mirror.addEventListener("change", () => onMirror(this.#mirror.checked));
    this.#smoothing.addEventListener("change", () => onSettings({ smoothing: this.#smoothing.checked }));
    this.#people.listen((people) => onSettings({ people }));
    this.#shortcuts.addEventListener("change", () => onShortcuts(this.#shortcuts.checked));
  }

  /** @param {Settings} settings */
  showSettings({ model, smoothing, people }) {
    if (model !== undefined) this.#models.show(model);
    if (smoothing !== undefined) this.#smoothing.checked = smoothing;
    if (people !== undefined) this.#people.show(people);
  }

  /** @param {readonly string[]} models those that the server has */
  showModels(models) {
    this.#models.enable(models);
  }

  /** @param {Display} display */
  showDisplay(display) {
    this.#displays.show(display);
  }

  /** @param {boolean} mirrored */
  showMirror(mirrored) {
    this.#mirror.checked = mirrored;
  }

  /** @param {boolean} enabled */
  showShortcuts(enabled) {
    this.#shortcuts.checked = enabled;
  }
}
