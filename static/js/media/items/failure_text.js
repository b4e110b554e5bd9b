/**
 * What is said of a file that came to no result, and whether trying again may help.
 *
 * @typedef {{title: string, text: string, mayHelp: boolean}} EndWords
 */

/** Of HTTP: too slow, too many; the server's own faults are 500 and above. */
const PASSING = Object.freeze([0, 408, 429]);
const SERVER_FAULT = 500;

/**
 * @param {import("./item_state.js").Progress} progress
 * @returns {EndWords}
 */
export function endWords({ state, problem }) {
  if (state === "cancelled") return { title: "Cancelled", text: "Nothing of it is kept on the server.", mayHelp: true };
  if (state === "expired") {
    const text = "The server keeps the results of videos only for a while. Add the file again to have it looked at once more.";
    return { title: "These results were removed", text, mayHelp: true };
  }
  if (!problem) return { title: "This did not work", text: "", mayHelp: true };
  const mayHelp = PASSING.includes(problem.status) || problem.status >= SERVER_FAULT;
  return { title: problem.title, text: sentence(problem.detail, problem.title), mayHelp };
}

/**
 * A detail as it stands below its title: a sentence of its own, without the title's words once more.
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
