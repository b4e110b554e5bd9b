import { byId, setText } from "./dom.js";

/** The number of people to find, with a button for one fewer and one for one more (templates/macros.html). */
export class PeopleStepper {
  #most;
  #people = byId("people", HTMLOutputElement);
  #fewer = byId("people-fewer", HTMLButtonElement);
  #more = byId("people-more", HTMLButtonElement);

  /** @param {number} most that the server finds */
  constructor(most) {
    this.#most = most;
  }

  /** @param {(people: number) => void} onChoose */
  listen(onChoose) {
    this.#fewer.addEventListener("click", () => onChoose(this.#shown - 1));
    this.#more.addEventListener("click", () => onChoose(this.#shown + 1));
  }

  /** @param {number} people */
  show(people) {
    setText(this.#people, String(people));
    this.#fewer.disabled = people <= 1;
    this.#more.disabled = people >= this.#most;
  }

  get #shown() {
    return Number(this.#people.textContent);
  }
}
