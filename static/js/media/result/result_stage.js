import { byId, setText } from "../../ui/dom.js";
import { StageCard } from "../../ui/stage_card.js";

/** What stands on the stage of /media beside or instead of a result: the welcome, a wait, a card, a note. */
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

  /** @param {string} words */
  showWaiting(words) {
    this.#card.showWaiting(words);
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

  /** @param {string} words empty: no note */
  showNote(words) {
    setText(this.#note, words);
    this.#note.hidden = words === "";
  }

  /** @param {"empty" | "waiting" | "card" | "result"} what */
  #shows(what) {
    this.#main.dataset["shows"] = what;
    if (what !== "result") this.showNote("");
  }
}
