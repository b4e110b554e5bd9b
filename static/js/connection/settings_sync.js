import { ProblemCode } from "../protocol/wire.js";

/** @typedef {import("../protocol/wire.js").Settings} Settings */

/**
 * @typedef {object} SyncParts
 * @property {import("../storage/preferences.js").Preferences} preferences
 * @property {(wanted: Settings) => Promise<import("../protocol/wire.js").SettingsAnswer> | null} send null without a connection
 * @property {(settings: Settings) => void} show
 * @property {() => void} onModelChange the server uses another model now
 * @property {(text: string) => void} onRefused
 */

/** Keeps the person's choice, the server's settings and what the page shows in step. */
export class SettingsSync {
  #parts;
  /** @type {Readonly<Settings>} what the server uses now */
  current;
  /** @type {string | undefined} the model before the current one */
  #previousModel;

  /**
   * @param {Settings} initial what a server uses unless it says otherwise
   * @param {SyncParts} parts
   */
  constructor(initial, parts) {
    this.#parts = parts;
    this.current = initial;
  }

  /** Shows the person's choice before the server has answered. */
  show() {
    this.#parts.show({ ...this.current, ...this.#chosen() });
  }

  /** Sends the person's choice after a welcome, which may be of a new server. @param {Settings} settings of the server */
  welcomed(settings) {
    this.#update(settings);
    void this.#request(this.#chosen());
  }

  /** @param {Settings} changed by the person */
  choose(changed) {
    this.#parts.preferences.set(changed);
    void this.#request(changed);
  }

  /** The server cannot run the model that was chosen last: goes back to the one before, once. */
  modelUnavailable() {
    const model = this.#previousModel;
    this.#previousModel = undefined;
    if (model) this.choose({ model });
  }

  /** @returns {Settings} only what the person chose; the server decides the rest */
  #chosen() {
    const { model, smoothing, people } = this.#parts.preferences.values;
    return Object.fromEntries(Object.entries({ model, smoothing, people }).filter(([, value]) => value !== null));
  }

  /** @param {Settings} settings */
  #update(settings) {
    const { model } = this.current;
    this.current = { ...this.current, ...settings };
    if (this.current.model !== model) {
      this.#previousModel = model;
      this.#parts.onModelChange();
    }
    this.#parts.show(this.current);
  }

  /** Asks the server for settings, and shows those that it then uses. @param {Settings} wanted */
  async #request(wanted) {
    this.#parts.show({ ...this.current, ...wanted });
    if (Object.keys(wanted).length === 0) return;
    try {
      const answer = await this.#parts.send(wanted);
      if (answer) this.#answered(wanted, answer);
    } catch {
      // No answer: the connection is failing, and the settings are sent again after the next welcome.
      this.#parts.show(this.current);
    }
  }

  /**
   * @param {Settings} wanted
   * @param {import("../protocol/wire.js").SettingsAnswer} answer
   */
  #answered(wanted, answer) {
    if (answer.settings) this.#update(answer.settings);
    // Another device is the camera now; the choice is sent when this one is the camera again.
    if (answer.ok || answer.problem?.code === ProblemCode.NOT_ALLOWED) return;
    this.#parts.onRefused(answer.problem?.message ?? "The server refused that setting.");
    this.#parts.preferences.set(Object.fromEntries(Object.keys(wanted).map((key) => [key, null])));
    this.#parts.show(this.current);
  }
}
