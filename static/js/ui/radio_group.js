/** Radio buttons with one name, of which one is chosen. */
export class RadioGroup {
  #radios;

  /** @param {string} name */
  constructor(name) {
    const found = [...document.querySelectorAll(`input[name="${name}"]`)];
    this.#radios = found.filter((each) => each instanceof HTMLInputElement);
  }

  /** @param {(value: string) => void} onChoose */
  listen(onChoose) {
    for (const radio of this.#radios) radio.addEventListener("change", () => onChoose(radio.value));
  }

  /** @param {string} value of the chosen one */
  show(value) {
    for (const radio of this.#radios) radio.checked = radio.value === value;
  }

  /** Disables the others. @param {readonly string[]} values */
  enable(values) {
    for (const radio of this.#radios) radio.disabled = !values.includes(radio.value);
  }
}
