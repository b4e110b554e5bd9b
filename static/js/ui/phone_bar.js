import { byId, setText } from "./dom.js";

/**
 * @typedef {object} PhoneBarListeners
 * @property {() => void} onTap the first tap, which makes this phone the camera
 * @property {() => void} onShutter
 * @property {() => void} onFlip
 */

/** A phone's controls: one big button, and a line above it that says what the camera does. */
export class PhoneBar {
  #start = byId("phone-start", HTMLElement);
  #bar = byId("phone-bar", HTMLElement);
  #shutter = byId("phone-shutter", HTMLButtonElement);
  #state = byId("phone-state", HTMLElement);
  #note = byId("phone-note", HTMLElement);
  #menu = byId("phone-menu", HTMLButtonElement);
  #sheet = byId("settings-panel", HTMLElement);

  constructor() {
    this.#menu.addEventListener("click", () => this.#openSheet(!this.#isSheetOpen));
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && this.#isSheetOpen) this.#openSheet(false);
    });
    byId("stage", HTMLElement).addEventListener("click", () => this.#openSheet(false));
    this.#openSheet(false);
  }

  /** @param {PhoneBarListeners} listeners */
  listen({ onTap, onShutter, onFlip }) {
    byId("phone-tap", HTMLButtonElement).addEventListener("click", onTap);
    this.#shutter.addEventListener("click", onShutter);
    byId("phone-flip", HTMLButtonElement).addEventListener("click", onFlip);
  }

  /** @param {"start" | "controls" | "none"} what start: the button of the first tap; none: a card is shown */
  showControls(what) {
    this.#start.hidden = what !== "start";
    this.#bar.hidden = what !== "controls";
    this.#state.hidden = what !== "controls";
    if (what === "controls") this.#shutter.focus({ preventScroll: true });
    if (what === "none") this.#openSheet(false);
  }

  /** @param {boolean} running */
  showRunning(running) {
    this.#shutter.dataset["running"] = String(running);
    setText(byId("phone-shutter-label", HTMLElement), running ? "Stop the camera" : "Start the camera");
  }

  /** @param {import("../text/phone_text.js").PhoneStatus} status */
  showStatus({ text, tone }) {
    this.#state.dataset["tone"] = tone;
    setText(byId("phone-state-text", HTMLElement), text);
  }

  /**
   * @param {string} text "" for none
   * @param {string} help address of a page that helps; "" for none
   */
  showNote(text, help) {
    byId("phone-note-link", HTMLAnchorElement).hidden = !help;
    if (help) byId("phone-note-link", HTMLAnchorElement).href = help;
    setText(byId("phone-note-text", HTMLElement), text);
    this.#note.hidden = !text;
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
