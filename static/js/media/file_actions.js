import { fileKind } from "../capture/file_kind.js";
import { ApiProblem, EMPTY_FILE } from "./api/problem.js";
import { followItems } from "./items/selection.js";
import { expiredItems, selectedItem } from "./media_state.js";
import { save } from "./result/downloads.js";

/** @typedef {import("./items/items.js").Item} Item */

/**
 * @typedef {object} FileActionParts
 * @property {import("../ui/store.js").Store<import("./media_state.js").MediaState>} store
 * @property {import("./items/items.js").Items} items
 * @property {Pick<import("./items/item_runner.js").ItemRunner, "run" | "resume" | "retry" | "cancel" | "remove">} runner
 * @property {Pick<import("./result/result_loader.js").ResultLoader, "forget">} loader
 * @property {Pick<import("./api/client.js").Api, "picture">} api
 * @property {(text: string) => void} notify
 * @property {() => void} scrollToResult where the result is not beside the files
 */

/** What a person does with files. */
export class FileActions {
  #parts;

  /** @param {FileActionParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Adds files, uploads them, and selects the first.
   *
   * @param {readonly File[]} files
   */
  add(files) {
    const unknown = files.find((file) => fileKind(file) === null);
    if (unknown) this.#parts.notify(`${unknown.name} is neither a picture nor a video.`);
    const [first] = files.flatMap((file) => this.#addFile(file) ?? []);
    if (first) this.#select({ id: first.id, isChosen: false });
  }

  /** Shows a file. @param {number} id */
  choose(id) {
    this.#select({ id, isChosen: true });
  }

  /**
   * @param {import("./items/item_actions.js").ItemAction} action
   * @param {number | null} id
   */
  act(action, id) {
    const { items, runner, store } = this.#parts;
    const item = items.get(id);
    if (!item) return;
    if (action === "cancel") void runner.cancel(item);
    else if (action === "retry") void runner.retry(item);
    else if (action === "remove") this.#remove(item);
    else if (item.file) {
      const again = items.add({ ...item, options: store.state.options });
      void runner.run(again);
      this.choose(again.id);
    }
  }

  /**
   * Saves a file that is not on the server. A picture is annotated with the minimum visibility chosen now.
   *
   * @param {import("./result/downloads.js").Download} wanted
   */
  async download({ fileName, format, text }) {
    const { api, store, notify } = this.#parts;
    const item = selectedItem(store.state);
    if (text !== undefined) return save(new Blob([text], { type: "application/json" }), fileName);
    if (!item?.file || !format) return undefined;
    const options = { ...item.options, minVisibility: store.state.options.minVisibility };
    const watch = { signal: new AbortController().signal, onSent: () => {} };
    try {
      save(await api.picture(item.file, options, format, watch), fileName);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      notify(error.text);
    }
    return undefined;
  }

  /** Takes up jobs from before a reload. @param {readonly import("./api/session_jobs.js").KeptJob[]} jobs */
  resume(jobs) {
    const { items, runner } = this.#parts;
    for (const { job, name, size, options, people } of jobs) {
      const item = items.add({ name, size, kind: "video", file: null, options });
      if (typeof people === "number") items.update(item.id, { type: "counted", people });
      void runner.resume(item, job);
    }
  }

  /** Marks the items whose results the server has removed by now. @param {number} now ms since 1970 */
  markExpired(now) {
    const { items } = this.#parts;
    for (const { id } of expiredItems(items.all, now)) items.update(id, { type: "gone" });
  }

  /** @param {File} file @returns {Item | null} null where it is neither a picture nor a video */
  #addFile(file) {
    const { items, runner, store } = this.#parts;
    const kind = fileKind(file);
    if (kind === null) return null;
    const item = items.add({ name: file.name, size: file.size, kind, file, options: store.state.options });
    // Some browsers send no body for an empty file, and the server then answers with a less helpful problem.
    if (file.size === 0) items.update(item.id, { type: "problem", problem: EMPTY_FILE });
    else void runner.run(item);
    return item;
  }

  /** @param {Item} item */
  #remove(item) {
    this.#parts.loader.forget(item.id);
    void this.#parts.runner.remove(item);
  }

  /** @param {import("./items/selection.js").Selection} selection */
  #select(selection) {
    const { store, scrollToResult } = this.#parts;
    store.change({ selection: followItems(selection, store.state.items) });
    scrollToResult();
  }
}
