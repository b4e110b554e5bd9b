import { byId, setText } from "./page_elements.js";

const WORDS = Object.freeze({ connecting: "Connecting…", open: "Connected", closed: "No server" });

/** The sign in the top bar. @param {import("./link_state.js").LinkState["state"]} state */
export function showLink(state) {
  byId("link", HTMLElement).dataset["state"] = state;
  setText(byId("link-words", HTMLElement), WORDS[state]);
}
