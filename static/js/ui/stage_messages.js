import { ACTION_WORDS } from "../text/problem_messages.js";
import { byId, setText } from "./dom.js";

/** @typedef {import("../text/problem_messages.js").Message} Message */

const TOAST_MS = 6000;

/** What stands on the stage instead of, or above, the picture: welcome, waiting, a card, a banner, a toast. */
export class StageMessages {
  #welcome = byId("welcome", HTMLElement);
  #waiting = byId("waiting", HTMLElement);
  #waitingWords = byId("waiting-words", HTMLElement);
  #card = byId("card", HTMLElement);
  #banner = byId("banner", HTMLElement);
  #toast = byId("toast", HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #toastTimer;

  /** @param {"welcome" | "waiting" | "card" | "picture"} what */
  #show(what) {
    const wasPressed = [this.#welcome, this.#card].find((part) => part.contains(document.activeElement));
    this.#welcome.hidden = what !== "welcome";
    this.#waiting.hidden = what !== "waiting";
    this.#card.hidden = what !== "card";
    // A button that vanishes under the keys would send them back to the top of the page.
    if (wasPressed?.hidden) document.getElementById("start")?.focus({ preventScroll: true });
  }

  showWelcome() {
    this.#show("welcome");
  }

  showPicture() {
    this.#show("picture");
  }

  /** @param {string} words */
  showWaiting(words) {
    setText(this.#waitingWords, words);
    this.#show("waiting");
  }

  /** @param {Message} message */
  showCard(message) {
    fill("card", message.title, message.text, message.actions);
    this.#show("card");
  }

  /**
   * @param {Message} message
   * @param {string} [more] the server's own words
   */
  showBanner(message, more = "") {
    fill("banner", message.title, more || message.text, message.actions);
    this.#banner.hidden = false;
  }

  hideBanner() {
    this.#banner.hidden = true;
  }

  /**
   * Buttons on the stage, also those that always stand there, do what their data-action says.
   *
   * @param {Partial<Record<import("../text/problem_messages.js").Action, () => void>>} actions
   */
  listen(actions) {
    byId("stage", HTMLElement).addEventListener("click", ({ target }) => {
      const name = target instanceof Element ? target.closest("[data-action]")?.getAttribute("data-action") : null;
      if (name) actions[/** @type {import("../text/problem_messages.js").Action} */ (name)]?.();
    });
  }

  /** @param {string} words */
  toast(words) {
    clearTimeout(this.#toastTimer);
    setText(this.#toast, words);
    this.#toast.hidden = false;
    this.#toastTimer = setTimeout(() => (this.#toast.hidden = true), TOAST_MS);
  }
}

/**
 * @param {"card" | "banner"} where
 * @param {string} title
 * @param {string} text
 * @param {Message["actions"]} actions
 */
function fill(where, title, text, actions) {
  setText(byId(`${where}-title`, HTMLElement), title);
  setText(byId(`${where}-text`, HTMLElement), text);
  const buttons = actions.map((action, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = index === 0 ? "button button-primary" : "button";
    button.dataset["action"] = action;
    button.textContent = ACTION_WORDS[action];
    return button;
  });
  byId(`${where}-actions`, HTMLElement).replaceChildren(...buttons);
}
