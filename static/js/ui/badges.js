import { byId, setText } from "./dom.js";

const WORDS = Object.freeze({ connecting: "Connecting…", open: "Connected", closed: "No server" });

/**
 * The sign in the top bar.
 *
 * @param {import("../connection/connection_state.js").ConnectionState["state"]} state
 * @param {boolean} [refused] closed by a server that is there
 */
export function showConnection(state, refused = false) {
  byId("link", HTMLElement).dataset["state"] = state;
  setText(byId("link-text", HTMLElement), refused ? "Not connected" : WORDS[state]);
}

/** Says on the stage that the camera's video is shared, for as long as it is. @param {string} words "" while it is not */
export function showVideoSign(words) {
  byId("video-sign", HTMLElement).hidden = !words;
  setText(byId("video-sign-text", HTMLElement), words);
}
