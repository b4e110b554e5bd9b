import { shownResult } from "../media_state.js";

/** Plays the video of the result that is shown, and moves through its frames. */
export class Playback {
  #store;
  #view;
  #transport;

  /**
   * @param {object} parts
   * @param {import("../../ui/store.js").Store<import("../media_state.js").MediaState>} parts.store
   * @param {Pick<import("../result/result_view.js").ResultView, "index" | "draw">} parts.view
   * @param {Pick<import("./transport.js").Transport, "show">} parts.transport
   */
  constructor({ store, view, transport }) {
    this.#store = store;
    this.#view = view;
    this.#transport = transport;
  }

  /** Is a video shown? */
  get isOpen() {
    return this.#player !== null;
  }

  /** Draws the frame that the player shows. @param {number} time seconds from the first frame on */
  frameShown(time) {
    const result = shownResult(this.#store.state);
    if (!result?.player) return;
    const index = result.table.frameAt(time);
    this.#view.draw(index);
    this.#transport.show(index);
  }

  toggle() {
    this.#player?.toggle();
  }

  /** @param {number} index of a frame; beyond the ends it is the first or the last */
  seek(index) {
    const result = shownResult(this.#store.state);
    if (!result?.player) return;
    const last = result.table.frames - 1;
    result.player.seek(result.table.middleOf(Math.min(last, Math.max(0, index))));
  }

  /** Pauses and goes on by some frames. @param {number} frames negative for back */
  step(frames) {
    this.#player?.pause();
    this.seek(this.#view.index + frames);
  }

  get #player() {
    return shownResult(this.#store.state)?.player ?? null;
  }
}
