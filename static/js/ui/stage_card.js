import { byId, newButton, setText } from "./dom.js";

/**
 * @typedef {object} StageButton of a card
 * @property {string} label
 * @property {boolean} [primary]
 * @property {string} [action] its data-action, for listeners on the stage
 * @property {() => void} [onPress]
 */

/** Shows on the stage, in place of the picture: the welcome, that something is being opened, or a card with a problem. */
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

  /** @param {string} text */
  showWaiting(text) {
    setText(byId("waiting-text", HTMLElement), text);
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
    // When the focused button is hidden, the focus would move to the top of the page.
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
function stageButton({ label, primary = false, action, onPress }) {
  const button = newButton(primary ? "button button-primary" : "button", label);
  if (action) button.dataset["action"] = action;
  if (onPress) button.addEventListener("click", onPress);
  return button;
}
