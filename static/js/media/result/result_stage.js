import { byId, setText } from "../../ui/dom.js";
import { StageCard } from "../../ui/stage_card.js";

/** The stage of the page: a result with a note, or the welcome, a waiting text or a card in its place. */
export class ResultStage {
  #main = byId("media", HTMLElement);
  #card = new StageCard();
  #note = byId("stage-note", HTMLElement);

  showWelcome() {
    this.#card.showWelcome();
    this.#shows("empty");
  }

  showResult() {
    this.#card.showPicture();
    this.#shows("result");
  }

  /** @param {string} text */
  showWaiting(text) {
    this.#card.showWaiting(text);
    this.#shows("waiting");
  }

  /**
   * @param {string} title
   * @param {string} text
   * @param {readonly import("../../ui/stage_card.js").StageButton[]} buttons
   */
  showCard(title, text, buttons) {
    this.#card.showCard(title, text, buttons);
    this.#shows("card");
  }

  /** @param {string} text "" for no note */
  showNote(text) {
    setText(this.#note, text);
    this.#note.hidden = text === "";
  }

  /** @param {"empty" | "waiting" | "card" | "result"} what */
  #shows(what) {
    this.#main.dataset["shows"] = what;
    if (what !== "result") this.showNote("");
  }
}
