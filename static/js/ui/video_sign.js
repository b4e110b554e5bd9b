import { byId, setText } from "./dom.js";

/** Says on the stage that the camera's video is shared, for as long as it is. @param {string} words "" while it is not */
export function showVideoSign(words) {
  byId("video-sign", HTMLElement).hidden = !words;
  setText(byId("video-sign-words", HTMLElement), words);
}
