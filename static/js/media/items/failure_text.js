/**
 * What the page says about an item without a result.
 *
 * @typedef {{title: string, text: string, mayHelp: boolean}} EndText mayHelp: may trying again help?
 */

/** HTTP status codes after which another try may succeed: no answer, timeout, too many requests. */
const TEMPORARY = Object.freeze([0, 408, 429]);
/** From this status code on the server is at fault. */
const SERVER_FAULT = 500;

/**
 * @param {import("./item_state.js").Progress} progress
 * @returns {EndText}
 */
export function endText({ state, problem }) {
  if (state === "cancelled") return { title: "Cancelled", text: "The server keeps nothing of this file.", mayHelp: true };
  if (state === "expired") {
    const text = "The server keeps the results of videos only for a while. Add the file again to process it again.";
    return { title: "These results were removed", text, mayHelp: true };
  }
  if (!problem) return { title: "This did not work", text: "", mayHelp: true };
  const mayHelp = TEMPORARY.includes(problem.status) || problem.status >= SERVER_FAULT;
  return { title: problem.title, text: sentence(problem.detail, problem.title), mayHelp };
}

/**
 * Makes a problem's detail a sentence that does not repeat the title above it.
 *
 * @param {string} detail
 * @param {string} title
 */
export function sentence(detail, title) {
  const repeated = detail.toLowerCase().startsWith(`${title.toLowerCase()};`);
  const text = (repeated ? detail.slice(title.length + 1) : detail).trim();
  if (text === "") return "";
  const closed = /[.!?…]$/.test(text) ? text : `${text}.`;
  return closed.charAt(0).toUpperCase() + closed.slice(1);
}
