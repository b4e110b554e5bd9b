import { endText } from "./failure_text.js";
import { isUnderWay } from "./item_state.js";

/** @typedef {"cancel" | "retry" | "again" | "remove"} ItemAction again: as a new item, with the options chosen now */

/**
 * How long a button that has just replaced another ignores presses, ms: the second press of a double click was meant for
 * the one before. Systems count two presses within half a second as a double click.
 */
export const IGNORED_MS = 500;

/**
 * The actions that are possible for an item.
 *
 * @param {import("./items.js").Item} item
 * @returns {ItemAction[]}
 */
export function actionsFor({ progress, file }) {
  if (isUnderWay(progress.state)) return ["cancel", "remove"];
  if (!file) return ["remove"];
  if (progress.state === "done") return ["again", "remove"];
  return endText(progress).mayHelp ? ["retry", "remove"] : ["remove"];
}

/** The actions that a row offers, and since when. */
export class OfferedActions {
  /** @type {Map<ItemAction, number>} page clock, ms */
  #since = new Map();

  /**
   * @param {readonly ItemAction[]} actions
   * @param {number} now page clock, ms
   * @returns {boolean} did they change?
   */
  offer(actions, now) {
    const before = this.#since;
    if (actions.join() === [...before.keys()].join()) return false;
    // In a new row there was no other button before.
    const first = before.size === 0 ? -Infinity : now;
    this.#since = new Map(actions.map((action) => [action, before.get(action) ?? first]));
    return true;
  }

  /**
   * Does a press count?
   *
   * @param {ItemAction} action
   * @param {number} pressedAt page clock, ms
   */
  accepts(action, pressedAt) {
    return pressedAt - (this.#since.get(action) ?? Infinity) >= IGNORED_MS;
  }
}
