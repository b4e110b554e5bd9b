import { byId, setText } from "./dom.js";

const CONNECTION_TEXTS = Object.freeze({ connecting: "Connecting…", open: "Connected", closed: "No server" });

/**
 * Shows the connection in the top bar.
 *
 * @param {import("../connection/connection_state.js").ConnectionState["state"]} state
 * @param {boolean} [refused] did the server refuse the connection?
 */
export function showConnection(state, refused = false) {
  byId("link", HTMLElement).dataset["state"] = state;
  setText(byId("link-text", HTMLElement), refused ? "Not connected" : CONNECTION_TEXTS[state]);
}

/** Shows on the stage that the camera's video is shared. @param {string} text "" while it is not */
export function showVideoSign(text) {
  byId("video-sign", HTMLElement).hidden = !text;
  setText(byId("video-sign-text", HTMLElement), text);
}
