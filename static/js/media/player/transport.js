import { byId, setText } from "../../ui/dom.js";
import { placeWords } from "../items/progress_text.js";
import { drawPresence } from "./presence_track.js";

/** @typedef {import("../poses/pose_table.js").PoseTable} PoseTable */

/**
 * @typedef {object} TransportListeners
 * @property {() => void} onToggle
 * @property {(index: number) => void} onSeek
 * @property {(frames: number) => void} onStep
 */

/** Play, single frames, and the timeline, whose steps are frames. */
export class Transport {
  #bar = byId("transport", HTMLElement);
  #play = byId("play", HTMLButtonElement);
  #timeline = byId("timeline", HTMLInputElement);
  #presence = byId("presence", HTMLCanvasElement);
  #place = byId("place", HTMLElement);
  #placeFrame = byId("place-frame", HTMLElement);
  /** @type {PoseTable | null} */
  #table = null;

  /** @param {TransportListeners} listeners */
  constructor({ onToggle, onSeek, onStep }) {
    this.#play.addEventListener("click", onToggle);
    byId("frame-back", HTMLButtonElement).addEventListener("click", () => onStep(-1));
    byId("frame-on", HTMLButtonElement).addEventListener("click", () => onStep(1));
    this.#timeline.addEventListener("input", () => onSeek(Number(this.#timeline.value)));
    new ResizeObserver(() => this.#drawPresence()).observe(this.#presence);
  }

  /** @param {PoseTable | null} table null where there is no video */
  open(table) {
    this.#table = table;
    this.#bar.hidden = table === null;
    if (!table) return;
    this.#timeline.max = String(table.frames - 1);
    this.show(0);
    this.showPlaying(false);
    this.#drawPresence();
  }

  /** @param {number} index of the frame that is shown */
  show(index) {
    const table = this.#table;
    if (!table) return;
    this.#timeline.value = String(index);
    const place = placeWords(table.timeOf(index));
    const frame = `frame ${index + 1} of ${table.frames}`;
    this.#timeline.setAttribute("aria-valuetext", `${place}, ${frame}`);
    setText(this.#place, place);
    setText(this.#placeFrame, frame);
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
