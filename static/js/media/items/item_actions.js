import { endWords } from "./failure_text.js";
import { isUnderWay } from "./item_state.js";

/** @typedef {"cancel" | "retry" | "again" | "remove"} Deed */

/**
 * How long a deed that was just not there takes no press: it stands where another stood, and the second press of a
 * double click was meant for that one. Systems count two presses within half a second as a double click.
 */
export const SETTLING_MS = 500;

/**
 * What can be done with a file now.
 *
 * @param {import("./items.js").Item} item
 * @returns {Deed[]}
 */
export function deedsFor({ progress, file }) {
  if (isUnderWay(progress.state)) return ["cancel", "remove"];
  if (!file) return ["remove"];
  if (progress.state === "done") return ["again", "remove"];
  return endWords(progress).mayHelp ? ["retry", "remove"] : ["remove"];
}

/** The deeds that a row offers, and since when. */
export class OfferedDeeds {
  /** @type {Map<Deed, number>} ms of the page's clock */
  #since = new Map();

  /**
   * @param {readonly Deed[]} deeds
   * @param {number} now ms of the page's clock
   * @returns {boolean} are they others than before
   */
  offer(deeds, now) {
    const before = this.#since;
    if (deeds.join() === [...before.keys()].join()) return false;
    // In a row that is new, nothing stood there before.
    const first = before.size === 0 ? -Infinity : now;
    this.#since = new Map(deeds.map((deed) => [deed, before.get(deed) ?? first]));
    return true;
  }

  /**
   * Does a press count?
   *
   * @param {Deed} deed
   * @param {number} pressed when, ms of the page's clock
   */
  takes(deed, pressed) {
    return pressed - (this.#since.get(deed) ?? Infinity) >= SETTLING_MS;
  }
}
