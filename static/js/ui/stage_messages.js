import { ACTION_LABELS } from "../text/problem_messages.js";
import { byId } from "./dom.js";
import { StageCard, fillCard } from "./stage_card.js";
import { Toast } from "./toast.js";

/**
 * @typedef {import("../text/problem_messages.js").Action} Action
 * @typedef {import("../text/problem_messages.js").Message} Message
 */

/** What stands on the live page's stage instead of, or above, the picture: a card, a banner, a toast. */
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

  /** @param {string} words */
  showWaiting(words) {
    this.#card.showWaiting(words);
  }

  /** @param {Message} message */
  showCard({ title, text, actions }) {
    this.#card.showCard(title, text, buttonsOf(actions));
  }

  /**
   * @param {Message} message
   * @param {string} [more] the server's own words
   */
  showBanner({ title, text, actions }, more = "") {
    fillCard("banner", title, more || text, buttonsOf(actions));
    this.#banner.hidden = false;
  }

  hideBanner() {
    this.#banner.hidden = true;
  }

  /**
   * Buttons on the stage, also those that always stand there, do what their data-action says.
   *
   * @param {Partial<Record<Action, () => void>>} actions
   */
  listen(actions) {
    byId("stage", HTMLElement).addEventListener("click", ({ target }) => {
      const name = target instanceof Element ? target.closest("[data-action]")?.getAttribute("data-action") : null;
      if (name) actions[/** @type {Action} */ (name)]?.();
    });
  }

  /** @param {string} words */
  toast(words) {
    this.#toast.show(words);
  }
}

/** @param {readonly Action[]} actions */
function buttonsOf(actions) {
  return actions.map((action, index) => ({ words: ACTION_LABELS[action], action, primary: index === 0 }));
}
