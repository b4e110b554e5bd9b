import { ApiProblem } from "../api/problem.js";
import { downloadsOf } from "./downloads.js";
import { endWords } from "../items/failure_text.js";
import { isUnderWay } from "../items/item_state.js";
import { progressShown } from "../items/progress_text.js";
import { mostAtOnce } from "../items/result_text.js";

/**
 * @typedef {import("../items/items.js").Item} Item
 * @typedef {import("./result_loader.js").Shown} Shown
 */

/**
 * @typedef {object} ResultParts
 * @property {import("./result_stage.js").ResultStage} words
 * @property {import("./result_view.js").ResultView} view
 * @property {import("./result_loader.js").ResultMedia} media
 * @property {import("../player/transport.js").Transport} transport
 * @property {import("./display_panel.js").LooksPanel} looks
 * @property {import("./downloads_panel.js").DownloadsPanel} downloads
 * @property {(deed: import("../items/item_actions.js").Deed, id: number) => void} onDeed
 * @property {(id: number, people: number) => void} onCounted how many people are seen at once, at most
 * @property {(id: number) => void} onGone the server has nothing of it any more
 */

const OPENING = "Opening the result…";
const UNREADABLE = "The server’s answer cannot be read";

/** The part of the page that shows one file, whatever became of it. */
export class ResultPage {
  #parts;
  /** @type {Shown | null} */
  #shown = null;
  /** @type {Item | null} */
  #item = null;
  #opening = new AbortController();
  /** @type {File | string | null} what the open result was made of, so that it is not opened twice */
  #opened = null;

  /** @param {ResultParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get shown() {
    return this.#shown;
  }

  /** @param {Item | null} item that is selected, as it is known now */
  show(item) {
    const same = item !== null && item.id === this.#item?.id;
    this.#item = item;
    if (!same || isUnderWay(item.progress.state)) this.#close();
    if (!item) return this.#parts.words.showWelcome();
    this.#showDownloads(item);
    if (isUnderWay(item.progress.state)) this.#parts.words.showWaiting(progressShown(item.progress).words);
    else if (item.progress.state === "done") void this.#open(item);
    else if (!this.#shown) this.#showEnd(item);
  }

  /** @param {Item} item */
  async #open(item) {
    const key = String(item.id);
    if (this.#opened === key) return;
    const { words, media } = this.#parts;
    this.#opened = key;
    this.#opening = new AbortController();
    const { signal } = this.#opening;
    words.showWaiting(OPENING);
    try {
      const shown = await media.open(item, signal);
      if (signal.aborted) shown.bitmap?.close();
      else this.#showResult(shown);
    } catch (error) {
      if (!signal.aborted) this.#failed(item, error);
    }
  }

  /** @param {Shown} shown */
  #showResult(shown) {
    const { words, view, transport, looks, onCounted } = this.#parts;
    this.#shown = shown;
    words.showResult();
    transport.open(shown.player ? shown.table : null);
    looks.open(shown.table.ids, shown.ground !== "annotated");
    words.showNote(view.open(shown));
    onCounted(shown.item.id, mostAtOnce(shown.table));
  }

  /**
   * @param {Item} item
   * @param {unknown} error
   */
  #failed(item, error) {
    this.#opened = null;
    if (error instanceof ApiProblem && error.isGone) return this.#parts.onGone(item.id);
    const problem = error instanceof ApiProblem ? error.problem : { title: UNREADABLE, detail: String(error) };
    const again = { words: "Try again", primary: true, onPress: () => void this.#open(item) };
    return this.#parts.words.showCard(problem.title, problem.detail, [again]);
  }

  /** An item that came to no result, and why. @param {Item} item */
  #showEnd({ id, file, progress }) {
    const { words, onDeed } = this.#parts;
    const { title, text, mayHelp } = endWords(progress);
    const canRetry = file !== null && mayHelp;
    const retry = { words: "Try again", primary: true, onPress: () => onDeed("retry", id) };
    const remove = { words: "Remove", primary: !canRetry, onPress: () => onDeed("remove", id) };
    words.showCard(title, text, canRetry ? [retry, remove] : [remove]);
  }

  /** @param {Item} item */
  #showDownloads(item) {
    this.#parts.downloads.show(downloadsOf(item), downloadsNote(item));
  }

  #close() {
    const { view, media, transport, looks, downloads } = this.#parts;
    this.#opening.abort();
    this.#opened = null;
    if (this.#shown) view.close();
    this.#shown = null;
    media.close();
    transport.open(null);
    looks.close();
    downloads.show([], "");
  }
}

/** @param {Item} item */
function downloadsNote({ progress }) {
  const expires = progress.job?.expires;
  if (progress.state === "expired") return "The server has removed the files of this result.";
  if (progress.state !== "done" || !expires) return "";
  const time = new Date(expires).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return `The server keeps these until ${time}.`;
}
