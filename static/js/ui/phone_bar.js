import { byId, setText } from "./dom.js";

/**
 * @typedef {object} PhoneBarListeners
 * @property {() => void} onTap the first one, that makes this phone the camera
 * @property {() => void} onShutter
 * @property {() => void} onFlip
 */

/** A phone's controls: one big button, and what its camera is doing in a line above. */
export class PhoneBar {
  #start = byId("phone-start", HTMLElement);
  #bar = byId("phone-bar", HTMLElement);
  #shutter = byId("phone-shutter", HTMLButtonElement);
  #state = byId("phone-state", HTMLElement);
  #note = byId("phone-note", HTMLElement);
  #menu = byId("phone-menu", HTMLButtonElement);
  #sheet = byId("settings-panel", HTMLElement);

  /** @param {PhoneBarListeners} listeners */
  constructor({ onTap, onShutter, onFlip }) {
    byId("phone-tap", HTMLButtonElement).addEventListener("click", onTap);
    this.#shutter.addEventListener("click", onShutter);
    byId("phone-flip", HTMLButtonElement).addEventListener("click", onFlip);
    this.#menu.addEventListener("click", () => this.#openSheet(!this.#isSheetOpen));
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && this.#isSheetOpen) this.#openSheet(false);
    });
    byId("stage", HTMLElement).addEventListener("click", () => this.#openSheet(false));
    this.#openSheet(false);
  }

  /** The first tap was made: the camera has the whole screen. */
  begin() {
    this.#start.hidden = true;
    this.#bar.hidden = false;
    this.#state.hidden = false;
    this.#shutter.focus({ preventScroll: true });
  }

  /** Nothing to control any more: a card says what happened. */
  end() {
    this.#start.hidden = true;
    this.#bar.hidden = true;
    this.#state.hidden = true;
    this.#openSheet(false);
  }

  /** @param {boolean} running */
  showRunning(running) {
    this.#shutter.dataset["running"] = String(running);
    setText(byId("phone-shutter-words", HTMLElement), running ? "Stop the camera" : "Start the camera");
  }

  /** @param {{words: string, tone: "good" | "busy" | "trouble"}} state */
  showState({ words, tone }) {
    this.#state.dataset["tone"] = tone;
    setText(byId("phone-state-words", HTMLElement), words);
  }

  /**
   * @param {string} words "" for none
   * @param {string} help address of a page that helps; "" for none
   */
  showNote(words, help) {
    byId("phone-note-link", HTMLAnchorElement).hidden = !help;
    if (help) byId("phone-note-link", HTMLAnchorElement).href = help;
    setText(byId("phone-note-words", HTMLElement), words);
    this.#note.hidden = !words;
  }

  get #isSheetOpen() {
    return this.#sheet.dataset["open"] === "true";
  }

  /** @param {boolean} open */
  #openSheet(open) {
    const was = this.#isSheetOpen;
    this.#sheet.dataset["open"] = String(open);
    this.#sheet.inert = !open;
    this.#menu.setAttribute("aria-expanded", String(open));
    if (open) this.#sheet.querySelector("input")?.focus();
    else if (was) this.#menu.focus({ preventScroll: true });
  }
}
