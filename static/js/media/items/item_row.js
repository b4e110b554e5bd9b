import { newButton, newIcon, setText } from "../../ui/dom.js";
import { OfferedActions, actionsFor } from "./item_actions.js";
import { isUnderWay } from "./item_state.js";
import { describeProgress } from "./progress_text.js";
import { sizeText } from "./number_text.js";
import { doneText } from "./result_text.js";
import { drawThumbnail } from "./thumbnail.js";

/** @typedef {import("./items.js").Item} Item */
/** @typedef {import("./item_actions.js").ItemAction} ItemAction */

/**
 * @typedef {object} RowListeners
 * @property {(id: number) => void} onOpen
 * @property {(action: ItemAction, id: number) => void} onAction
 */

/** @type {Readonly<Record<ItemAction, {icon: string, label: string, hint: string}>>} */
const ACTIONS = Object.freeze({
  cancel: { icon: "stop", label: "Cancel", hint: "Cancel" },
  retry: { icon: "again", label: "Try again", hint: "Try again" },
  again: { icon: "again", label: "Run again with the chosen options", hint: "Again with the chosen options" },
  remove: { icon: "trash", label: "Remove", hint: "Remove from this page and from the server" },
});

/** A file in the list. */
export class ItemRow {
  element = document.createElement("li");
  #open = newButton("item-open");
  #picture = document.createElement("canvas");
  #title = newElement("span", "item-name");
  #status = newElement("span", "item-status number");
  #bar = document.createElement("progress");
  #tools = newElement("div", "item-tools");
  #offered = new OfferedActions();
  #listeners;

  /**
   * @param {Item} item
   * @param {RowListeners} listeners
   */
  constructor(item, listeners) {
    this.#listeners = listeners;
    this.element.className = "item";
    const thumbnail = newElement("span", "item-picture");
    thumbnail.append(newIcon(item.kind === "picture" ? "image" : "film"), this.#picture);
    const lines = newElement("span", "item-lines");
    lines.append(this.#title, this.#status, this.#bar);
    this.#open.append(thumbnail, lines);
    this.#open.addEventListener("click", () => listeners.onOpen(item.id));
    this.#picture.hidden = true;
    setText(this.#title, item.name);
    this.#title.title = `${item.name}, ${sizeText(item.size)}`;
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
    const { text, share } = describeProgress(item.progress);
    const underWay = isUnderWay(state);
    this.element.dataset["state"] = unreachable ? "unreachable" : state;
    this.#open.setAttribute("aria-current", String(selected));
    setText(this.#status, state === "done" ? doneText(item) : text);
    this.#bar.hidden = !underWay || state === "waiting";
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

  /** Replaces the buttons only when the actions change: a button that is replaced loses the focus. @param {Item} item */
  #showTools(item) {
    const actions = actionsFor(item);
    if (!this.#offered.offer(actions, performance.now())) return;
    const hadFocus = this.#tools.contains(document.activeElement);
    this.#tools.replaceChildren(...actions.map((action) => this.#tool(action, item)));
    if (hadFocus && this.#tools.firstElementChild instanceof HTMLElement) this.#tools.firstElementChild.focus();
  }

  /**
   * @param {ItemAction} action
   * @param {Item} item
   */
  #tool(action, item) {
    const { icon, label, hint } = ACTIONS[action];
    const tool = newButton("tool");
    tool.dataset["action"] = action;
    tool.setAttribute("aria-label", `${label}: ${item.name}`);
    tool.title = hint;
    tool.append(newIcon(icon));
    // The time of the press itself: a busy page handles it later.
    tool.addEventListener("click", ({ timeStamp }) => {
      if (this.#offered.accepts(action, timeStamp)) this.#listeners.onAction(action, item.id);
    });
    return tool;
  }
}

/**
 * @param {"span" | "div"} tag
 * @param {string} className
 */
function newElement(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
