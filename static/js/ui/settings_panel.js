import { byId, setText } from "./dom.js";

/** @typedef {import("../protocol/wire.js").Settings} Settings */
/** @typedef {import("../storage/preferences.js").Display} Display */

/**
 * @typedef {object} SettingsListeners
 * @property {(settings: Settings) => void} onSettings for the server
 * @property {(display: Display) => void} onDisplay
 * @property {(mirrored: boolean) => void} onMirror
 * @property {(enabled: boolean) => void} [onShortcuts] on pages with a keyboard
 */

/** The settings as a person sees them. It shows those in use and reports what the person changes. */
export class SettingsPanel {
  #mostPeople;
  #models = radios("model");
  #displays = radios("display");
  #mirror = byId("mirror", HTMLInputElement);
  #smoothing = byId("smoothing", HTMLInputElement);
  #people = byId("people", HTMLOutputElement);
  #fewer = byId("people-fewer", HTMLButtonElement);
  #more = byId("people-more", HTMLButtonElement);
  #shortcuts = byId("shortcuts", HTMLInputElement);

  /** @param {number} mostPeople that the server follows */
  constructor(mostPeople) {
    this.#mostPeople = mostPeople;
  }

  /** @param {SettingsListeners} listeners */
  listen({ onSettings, onDisplay, onMirror, onShortcuts = () => {} }) {
    for (const radio of this.#models) radio.addEventListener("change", () => onSettings({ model: radio.value }));
    for (const radio of this.#displays) {
      radio.addEventListener("change", () => onDisplay(radio.value === "live" ? "live" : "glued"));
    }
    this.#mirror.addEventListener("change", () => onMirror(this.#mirror.checked));
    this.#smoothing.addEventListener("change", () => onSettings({ smoothing: this.#smoothing.checked }));
    this.#fewer.addEventListener("click", () => onSettings({ people: this.#peopleNow() - 1 }));
    this.#more.addEventListener("click", () => onSettings({ people: this.#peopleNow() + 1 }));
    this.#shortcuts.addEventListener("change", () => onShortcuts(this.#shortcuts.checked));
  }

  /** @param {Settings} settings */
  showSettings({ model, smoothing, people }) {
    for (const radio of this.#models) if (model !== undefined) radio.checked = radio.value === model;
    if (smoothing !== undefined) this.#smoothing.checked = smoothing;
    if (people === undefined) return;
    setText(this.#people, String(people));
    this.#fewer.disabled = people <= 1;
    this.#more.disabled = people >= this.#mostPeople;
  }

  /** @param {readonly string[]} models those that the server has */
  showModels(models) {
    for (const radio of this.#models) radio.disabled = !models.includes(radio.value);
  }

  /** @param {Display} display */
  showDisplay(display) {
    for (const radio of this.#displays) radio.checked = radio.value === display;
  }

  /** @param {boolean} mirrored */
  showMirror(mirrored) {
    this.#mirror.checked = mirrored;
  }

  /** @param {boolean} enabled */
  showShortcuts(enabled) {
    this.#shortcuts.checked = enabled;
  }

  #peopleNow() {
    return Number(this.#people.textContent);
  }
}

/** @param {string} name */
function radios(name) {
  return [...document.querySelectorAll(`input[name="${name}"]`)].filter((each) => each instanceof HTMLInputElement);
}
