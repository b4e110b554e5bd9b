import { DELAY_PARTS } from "../stream/latency.js";
import { byId, setText } from "./dom.js";

/** @typedef {import("../stream/latency.js").Delay} Delay */

const NO_NUMBER = "–";
const DELAY_LABELS = Object.freeze({
  glued: "Delay",
  live: "Skeleton behind by",
  // The time on the network, from the other device and to this page, is not known.
  remote: "Server and drawing",
});

/** The status line and the delay on the picture. */
export class StatusPanel {
  #who = byId("who", HTMLElement);
  #tip = byId("tip", HTMLElement);
  #rate = byId("rate", HTMLElement);
  #delay = byId("delay", HTMLElement);
  #chip = byId("delay-chip", HTMLElement);
  #chipMode = byId("delay-chip-mode", HTMLElement);
  #chipNumber = byId("delay-chip-number", HTMLElement);
  #sending = byId("sending", HTMLElement);
  #legend = byId("legend", HTMLElement);
  #parts = DELAY_PARTS.map((part) => ({
    part,
    number: byId(`delay-${part}`, HTMLElement),
    bar: /** @type {HTMLElement} */ (document.querySelector(`.delay-bar [data-part="${part}"]`)),
  }));

  /** @param {import("../text/status_text.js").StatusText} status */
  showStatus({ who, tip, trouble }) {
    setText(this.#who, who);
    setText(this.#tip, tip);
    const section = this.#who.closest(".status");
    if (section instanceof HTMLElement) section.dataset["trouble"] = String(trouble);
  }

  /**
   * @param {Delay | null} delay null while nothing is drawn
   * @param {number} rate poses a second
   * @param {keyof typeof DELAY_LABELS} display
   */
  showDelay(delay, rate, display) {
    setText(this.#rate, delay ? rate.toFixed(1) : NO_NUMBER);
    setText(this.#delay, delay ? String(delay.total) : NO_NUMBER);
    this.#chip.hidden = !delay;
    setText(this.#chipMode, DELAY_LABELS[display]);
    setText(this.#chipNumber, `${delay ? delay.total : NO_NUMBER} ms`);
    for (const { part, number, bar } of this.#parts) {
      const ms = delay?.[part] ?? NaN;
      setText(number, Number.isNaN(ms) ? NO_NUMBER : String(ms));
      bar.style.flexGrow = String(Number.isNaN(ms) ? 0 : ms);
    }
  }

  /** @param {{size: [number, number], quality: number} | null} sending */
  showSending(sending) {
    if (!sending) return;
    const [width, height] = sending.size;
    setText(this.#sending, `Sending ${width} × ${height}, quality ${Math.round(sending.quality * 100)} %`);
  }

  /** @param {boolean} shown */
  showLegend(shown) {
    this.#legend.hidden = !shown;
  }
}
