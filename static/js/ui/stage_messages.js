import { ACTION_LABELS } from "../text/problem_messages.js";
import { byId } from "./dom.js";
import { StageCard, fillCard } from "./stage_card.js";
import { Toast } from "./toast.js";

/**
 * @typedef {import("../text/problem_messages.js").Action} Action
 * @typedef {import("../text/problem_messages.js").Message} Message
 */

/** Shows messages on a live page's stage: a card in place of the picture, or a banner or a toast above it. */
export class StageMessages {
  #card = new StageCard();
  #banner = byId("banner", HTMLElement);
  #toast = new Toast();

  showWelcome() {
    this.#card.showWelcome();
  }

  showPicture() {
    this.#card.showPicture();
  }

  /** @param {string} text */
  showWaiting(text) {
    this.#card.showWaiting(text);
  }

  /** @param {Message} message */
  showCard({ title, text, actions }) {
    this.#card.showCard(title, text, buttonsOf(actions));
  }

  /**
   * @param {Message} message
   * @param {string} [more] the server's message
   */
  showBanner({ title, text, actions }, more = "") {
    fillCard("banner", title, more || text, buttonsOf(actions));
    this.#banner.hidden = false;
  }

  hideBanner() {
    this.#banner.hidden = true;
  }

  /**
   * Calls the action that a button on the stage names in its data-action.
   *
   * @param {Partial<Record<Action, () => void>>} actions
   */
  listen(actions) {
    byId("stage", HTMLElement).addEventListener("click", ({ target }) => {
      const name = target instanceof Element ? target.closest("[data-action]")?.getAttribute("data-action") : null;
      if (name) actions[/** @type {Action} */ (name)]?.();
    });
  }

  /** @param {string} text */
  toast(text) {
    this.#toast.show(text);
  }
}

/** @param {readonly Action[]} actions */
function buttonsOf(actions) {
  return actions.map((action, index) => ({ label: ACTION_LABELS[action], action, primary: index === 0 }));
}
