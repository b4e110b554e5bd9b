import { ProblemCode } from "../protocol/wire.js";

/** @typedef {import("../protocol/wire.js").Settings} Settings */

/**
 * @typedef {object} SyncParts
 * @property {import("../storage/preferences.js").Remembered} remembered
 * @property {(wanted: Settings) => Promise<import("../protocol/wire.js").SettingsAnswer> | null} ask null without a connection
 * @property {(shown: Settings) => void} onShown
 * @property {() => void} onModel the server has another model now
 * @property {(words: string) => void} onRefused
 */

/** Keeps what a person chose, what the server does and what the page shows the same. */
export class SettingsSync {
  #parts;
  /** @type {Readonly<Settings>} what the server does now */
  held;
  /** @type {string | undefined} the model before the one that was chosen last */
  #modelBefore;

  /**
   * @param {Settings} first what a server does unless it says otherwise
   * @param {SyncParts} parts
   */
  constructor(first, parts) {
    this.#parts = parts;
    this.held = first;
  }

  /** Shows what was chosen, before any server has been asked. */
  show() {
    this.#parts.onShown({ ...this.held, ...this.#chosen() });
  }

  /** @param {Settings} held by a server that has just welcomed us, perhaps a new one */
  welcomed(held) {
    this.#hold(held);
    void this.#wish(this.#chosen());
  }

  /** @param {Settings} changed by the person */
  choose(changed) {
    this.#parts.remembered.set(changed);
    void this.#wish(changed);
  }

  /** The server cannot run the model that was chosen last: goes back to the one before, once. */
  modelUnavailable() {
    const model = this.#modelBefore;
    this.#modelBefore = undefined;
    if (model) this.choose({ model });
  }

  /** @returns {Settings} only what a person chose; the rest is the server's to say */
  #chosen() {
    const { model, smoothing, people } = this.#parts.remembered.choices;
    return Object.fromEntries(Object.entries({ model, smoothing, people }).filter(([, value]) => value !== null));
  }

  /** @param {Settings} settings */
  #hold(settings) {
    const { model } = this.held;
    this.held = { ...this.held, ...settings };
    if (this.held.model !== model) {
      this.#modelBefore = model;
      this.#parts.onModel();
    }
    this.#parts.onShown(this.held);
  }

  /** Asks the server for settings; shows what then holds, whatever it says. @param {Settings} wanted */
  async #wish(wanted) {
    this.#parts.onShown({ ...this.held, ...wanted });
    if (Object.keys(wanted).length === 0) return;
    try {
      const answer = await this.#parts.ask(wanted);
      if (answer) this.#answered(wanted, answer);
    } catch {
      // No answer: the connection is breaking down, and the next welcome sends the settings again.
      this.#parts.onShown(this.held);
    }
  }

  /**
   * @param {Settings} wanted
   * @param {import("../protocol/wire.js").SettingsAnswer} answer
   */
  #answered(wanted, answer) {
    if (answer.settings) this.#hold(answer.settings);
    // Another device is the camera just now; what was chosen counts when this one is it again.
    if (answer.ok || answer.problem?.code === ProblemCode.NOT_ALLOWED) return;
    this.#parts.onRefused(answer.problem?.message ?? "The server refused that setting.");
    this.#parts.remembered.set(Object.fromEntries(Object.keys(wanted).map((key) => [key, null])));
    this.#parts.onShown(this.held);
  }
}
