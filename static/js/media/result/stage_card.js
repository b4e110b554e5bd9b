import { byId, setText } from "../../ui/dom.js";

/** @typedef {{words: string, onPress: () => void, primary?: boolean}} Way a way out, as a button */

/** What stands on the stage beside or instead of a picture: the welcome, a wait, a card with what went wrong, a note. */
export class StageWords {
  #main = byId("media", HTMLElement);
  #welcome = byId("welcome", HTMLElement);
  #waiting = byId("waiting", HTMLElement);
  #card = byId("card", HTMLElement);
  #note = byId("stage-note", HTMLElement);

  showWelcome() {
    this.#show("empty");
  }

  showResult() {
    this.#show("result");
  }

  /** @param {string} words */
  showWaiting(words) {
    setText(byId("waiting-words", HTMLElement), words);
    this.#show("waiting");
  }

  /**
   * @param {string} title
   * @param {string} text
   * @param {readonly Way[]} ways
   */
  showCard(title, text, ways) {
    setText(byId("card-title", HTMLElement), title);
    setText(byId("card-text", HTMLElement), text);
    byId("card-actions", HTMLElement).replaceChildren(...ways.map(wayButton));
    this.#show("card");
  }

  /** @param {string} words empty: no note */
  showNote(words) {
    setText(this.#note, words);
    this.#note.hidden = words === "";
  }

  /** @param {"empty" | "waiting" | "card" | "result"} what */
  #show(what) {
    this.#main.dataset["shows"] = what;
    this.#welcome.hidden = what !== "empty";
    this.#waiting.hidden = what !== "waiting";
    this.#card.hidden = what !== "card";
    if (what !== "result") this.showNote("");
  }
}

/** @param {Way} way */
function wayButton({ words, onPress, primary = false }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = primary ? "button button-primary" : "button";
  button.textContent = words;
  button.addEventListener("click", onPress);
  return button;
}
