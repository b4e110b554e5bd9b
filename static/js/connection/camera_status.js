/** @typedef {import("../protocol/wire.js").State} State */

/** Tells the room how this camera is. Only changes go out, and everything again after a new welcome. */
export class CameraReport {
  #send;
  #linked = false;
  /** @type {State} */
  #state = { paused: true };
  #told = "";

  /** @param {(state: State) => Promise<unknown>} send */
  constructor(send) {
    this.#send = send;
  }

  /** @param {Partial<State>} changed */
  set(changed) {
    this.#state = { ...this.#state, ...changed };
    this.#tell();
  }

  /** This client is the room's camera on an open connection, or is it no longer. @param {boolean} linked */
  linked(linked) {
    this.#linked = linked;
    this.#told = "";
    this.#tell();
  }

  #tell() {
    const text = JSON.stringify(this.#state);
    if (!this.#linked || text === this.#told) return;
    this.#told = text;
    this.#send(this.#state).catch(() => {
      // The connection is breaking down, and the next welcome tells everything again.
      this.#told = "";
    });
  }
}
