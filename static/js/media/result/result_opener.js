import { ApiProblem } from "../api/problem.js";
import { mostAtOnce } from "../items/result_text.js";

const UNREADABLE = "The server’s answer cannot be read";

/** Opens and closes results, one at a time. */
export class ResultOpener {
  #store;
  #items;
  #loader;
  #loading = new AbortController();

  /**
   * @param {object} parts
   * @param {import("../../ui/store.js").Store<import("../media_state.js").MediaState>} parts.store
   * @param {import("../items/items.js").Items} parts.items
   * @param {Pick<import("./result_loader.js").ResultLoader, "load" | "close">} parts.loader
   */
  constructor({ store, items, loader }) {
    this.#store = store;
    this.#items = items;
    this.#loader = loader;
  }

  /**
   * Closes the result that is open, and opens the one of this item.
   *
   * @param {number | null} id null for none
   */
  async open(id) {
    this.#loading.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    this.#store.state.opened?.result?.player?.pause();
    this.#loader.close();
    this.#store.change({ opened: null, person: null, isPlaying: false });
    const item = this.#items.get(id);
    if (!item) return;
    try {
      const result = await this.#loader.load(item, signal);
      if (signal.aborted) result.bitmap?.close();
      else this.#loaded(item.id, result);
    } catch (error) {
      if (!signal.aborted) this.#failed(item.id, error);
    }
  }

  /**
   * @param {number} id
   * @param {import("./result_loader.js").Result} result
   */
  #loaded(id, result) {
    this.#store.change({ opened: { id, result, problem: null } });
    this.#items.update(id, { type: "counted", people: mostAtOnce(result.table) });
  }

  /**
   * @param {number} id
   * @param {unknown} error
   */
  #failed(id, error) {
    if (error instanceof ApiProblem && error.isGone) {
      this.#items.update(id, { type: "gone" });
      return;
    }
    const problem = error instanceof ApiProblem ? error.problem : { title: UNREADABLE, detail: String(error) };
    this.#store.change({ opened: { id, result: null, problem } });
  }
}
