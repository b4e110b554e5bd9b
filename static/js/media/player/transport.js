import { byId, setText } from "../../ui/dom.js";
import { positionText } from "../items/number_text.js";
import { drawPresence } from "./presence_track.js";

/** @typedef {import("../poses/pose_table.js").PoseTable} PoseTable */

/** The controls of a video: play, one frame back and forward, and the timeline, whose steps are frames. */
export class Transport {
  #bar = byId("transport", HTMLElement);
  #play = byId("play", HTMLButtonElement);
  #timeline = byId("timeline", HTMLInputElement);
  #presence = byId("presence", HTMLCanvasElement);
  #position = byId("position", HTMLElement);
  #frame = byId("frame-number", HTMLElement);
  /** @type {PoseTable | null} */
  #table = null;

  constructor() {
    new ResizeObserver(() => this.#drawPresence()).observe(this.#presence);
  }

  /** @param {Pick<import("./playback.js").Playback, "toggle" | "seek" | "step">} playback */
  listen(playback) {
    this.#play.addEventListener("click", () => playback.toggle());
    byId("frame-back", HTMLButtonElement).addEventListener("click", () => playback.step(-1));
    byId("frame-forward", HTMLButtonElement).addEventListener("click", () => playback.step(1));
    this.#timeline.addEventListener("input", () => playback.seek(Number(this.#timeline.value)));
  }

  /** @param {PoseTable | null} table null where there is no video */
  open(table) {
    this.#table = table;
    this.#bar.hidden = table === null;
    if (!table) return;
    this.#timeline.max = String(table.frames - 1);
    this.show(0);
    this.#drawPresence();
  }

  /** @param {number} index of the frame that is drawn */
  show(index) {
    const table = this.#table;
    if (!table) return;
    this.#timeline.value = String(index);
    const position = positionText(table.timeOf(index));
    const frame = `frame ${index + 1} of ${table.frames}`;
    this.#timeline.setAttribute("aria-valuetext", `${position}, ${frame}`);
    setText(this.#position, position);
    setText(this.#frame, frame);
  }

  /** @param {boolean} playing */
  showPlaying(playing) {
    this.#play.dataset["playing"] = String(playing);
    this.#play.setAttribute("aria-label", playing ? "Pause" : "Play");
  }

  #drawPresence() {
    if (this.#table) drawPresence(this.#presence, this.#table);
  }
}
