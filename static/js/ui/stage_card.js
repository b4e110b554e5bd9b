import { byId, setText } from "./dom.js";

/**
 * @typedef {object} StageButton a way out of what a card tells
 * @property {string} words
 * @property {boolean} [primary]
 * @property {string} [action] its data-action, for who listens on the stage
 * @property {() => void} [onPress]
 */

/** What stands on the stage in place of the picture: the welcome, a wait, or a card with what went wrong. On both pages. */
export class StageCard {
  #welcome = byId("welcome", HTMLElement);
  #waiting = byId("waiting", HTMLElement);
  #card = byId("card", HTMLElement);

  showWelcome() {
    this.#show("welcome");
  }

  showPicture() {
    this.#show("picture");
  }

  /** @param {string} words */
  showWaiting(words) {
    setText(byId("waiting-text", HTMLElement), words);
    this.#show("waiting");
  }

  /**
   * @param {string} title
   * @param {string} text
   * @param {readonly StageButton[]} buttons
   */
  showCard(title, text, buttons) {
    fillCard("card", title, text, buttons);
    this.#show("card");
  }

  /** @param {"welcome" | "waiting" | "card" | "picture"} what */
  #show(what) {
    const wasPressed = [this.#welcome, this.#card].find((part) => part.contains(document.activeElement));
    this.#welcome.hidden = what !== "welcome";
    this.#waiting.hidden = what !== "waiting";
    this.#card.hidden = what !== "card";
    // A button that vanishes under the keys would send them back to the top of the page.
    if (wasPressed?.hidden) document.getElementById("start")?.focus({ preventScroll: true });
  }
}

/**
 * Fills a card, or a banner, whose parts have ids that begin with its own.
 *
 * @param {string} id
 * @param {string} title
 * @param {string} text
 * @param {readonly StageButton[]} buttons
 */
export function fillCard(id, title, text, buttons) {
  setText(byId(`${id}-title`, HTMLElement), title);
  setText(byId(`${id}-text`, HTMLElement), text);
  byId(`${id}-actions`, HTMLElement).replaceChildren(...buttons.map(stageButton));
}

/** @param {StageButton} button */
function stageButton({ words, primary = false, action, onPress }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = primary ? "button button-primary" : "button";
  button.textContent = words;
  if (action) button.dataset["action"] = action;
  if (onPress) button.addEventListener("click", onPress);
  return button;
}
