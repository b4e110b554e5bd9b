import { setText } from "../../ui/dom.js";
import { OfferedDeeds, deedsFor } from "./item_actions.js";
import { isUnderWay } from "./item_state.js";
import { progressShown, sizeWords } from "./progress_text.js";
import { doneWords } from "./result_text.js";
import { drawThumbnail } from "./thumbnail.js";

/** @typedef {import("./items.js").Item} Item */
/** @typedef {import("./item_actions.js").Deed} Deed */

/**
 * @typedef {object} RowListeners
 * @property {(id: number) => void} onOpen
 * @property {(deed: Deed, id: number) => void} onDeed
 */

/** @type {Readonly<Record<Deed, {icon: string, label: string, hint: string}>>} */
const DEEDS = Object.freeze({
  cancel: { icon: "stop", label: "Cancel", hint: "Cancel" },
  retry: { icon: "again", label: "Try again", hint: "Try again" },
  again: { icon: "again", label: "Look again with the chosen options", hint: "Again with the chosen options" },
  remove: { icon: "trash", label: "Remove", hint: "Remove, here and from the server" },
});

/** A file in the list. */
export class ItemRow {
  element = document.createElement("li");
  #open = button("item-open");
  #picture = document.createElement("canvas");
  #title = part("span", "item-name");
  #words = part("span", "item-status number");
  #bar = document.createElement("progress");
  #tools = part("div", "item-tools");
  #deeds = new OfferedDeeds();
  #listeners;

  /**
   * @param {Item} item
   * @param {RowListeners} listeners
   */
  constructor(item, listeners) {
    this.#listeners = listeners;
    this.element.className = "item";
    const thumbnail = part("span", "item-picture");
    thumbnail.append(icon(item.kind === "picture" ? "image" : "film"), this.#picture);
    const lines = part("span", "item-lines");
    lines.append(this.#title, this.#words, this.#bar);
    this.#open.append(thumbnail, lines);
    this.#open.addEventListener("click", () => listeners.onOpen(item.id));
    this.#picture.hidden = true;
    setText(this.#title, item.name);
    this.#title.title = `${item.name}, ${sizeWords(item.size)}`;
    this.#bar.setAttribute("aria-label", `Progress of ${item.name}`);
    this.element.append(this.#open, this.#tools);
    if (item.file) void this.#showThumbnail(item.file, item.kind);
  }

  /**
   * @param {Item} item
   * @param {boolean} selected
   */
  show(item, selected) {
    const { state, unreachable } = item.progress;
    const { words, share } = progressShown(item.progress);
    const under = isUnderWay(state);
    this.element.dataset["state"] = unreachable ? "unreachable" : state;
    this.#open.setAttribute("aria-current", String(selected));
    setText(this.#words, state === "done" ? doneWords(item) : words);
    this.#bar.hidden = !under || state === "waiting";
    if (share === null) this.#bar.removeAttribute("value");
    else this.#bar.value = share;
    this.#showTools(item);
  }

  /**
   * @param {File} file
   * @param {"picture" | "video"} kind
   */
  async #showThumbnail(file, kind) {
    this.#picture.hidden = !(await drawThumbnail(this.#picture, file, kind));
  }

  /** Rebuilt only when they change: a button that is replaced loses the keyboard's focus. @param {Item} item */
  #showTools(item) {
    const deeds = deedsFor(item);
    if (!this.#deeds.offer(deeds, performance.now())) return;
    const hadFocus = this.#tools.contains(document.activeElement);
    this.#tools.replaceChildren(...deeds.map((deed) => this.#tool(deed, item)));
    if (hadFocus && this.#tools.firstElementChild instanceof HTMLElement) this.#tools.firstElementChild.focus();
  }

  /**
   * @param {Deed} deed
   * @param {Item} item
   */
  #tool(deed, item) {
    const { icon: name, label, hint } = DEEDS[deed];
    const tool = button("tool");
    tool.dataset["deed"] = deed;
    tool.setAttribute("aria-label", `${label}: ${item.name}`);
    tool.title = hint;
    tool.append(icon(name));
    // By the time of the press itself: a busy page hears of it later.
    tool.addEventListener("click", ({ timeStamp }) => {
      if (this.#deeds.takes(deed, timeStamp)) this.#listeners.onDeed(deed, item.id);
    });
    return tool;
  }
}

/** @param {string} className */
function button(className) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  return made;
}

/**
 * @param {"span" | "div"} tag
 * @param {string} className
 */
function part(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

/** @param {string} symbol of the sprite */
export function icon(symbol) {
  const space = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  made.setAttribute("class", "icon");
  made.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `/static/icons/sprite.svg#${symbol}`);
  made.append(use);
  return made;
}
