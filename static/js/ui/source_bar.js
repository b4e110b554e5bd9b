import { byId, setText } from "./dom.js";

/** @typedef {import("../capture/source.js").SourceKind} SourceKind */

/**
 * @typedef {object} SourceBarListeners
 * @property {() => void} onStartStop
 * @property {(kind: SourceKind) => void} onKind
 * @property {(deviceId: string) => void} onCamera
 * @property {() => void} onFlip
 * @property {(file: File) => void} onFile
 * @property {() => void} onPause
 */

/** Start and stop, the three kinds of source, and what belongs to the chosen one. */
export class SourceBar {
  #start = byId("start", HTMLButtonElement);
  #startLabel = byId("start-label", HTMLElement);
  #kinds = [...byId("sources", HTMLFieldSetElement).querySelectorAll("button")];
  #cameraDetail = byId("source-camera", HTMLElement);
  #fileDetail = byId("source-file", HTMLElement);
  #choice = byId("camera-choice", HTMLSelectElement);
  #fileName = byId("file-name", HTMLElement);
  #pause = byId("file-pause", HTMLButtonElement);
  #inputs = { video: byId("file-video", HTMLInputElement), picture: byId("file-picture", HTMLInputElement) };
  /** @type {SourceKind} */
  #kind = "camera";

  /** @param {SourceBarListeners} listeners */
  listen({ onStartStop, onKind, onCamera, onFlip, onFile, onPause }) {
    this.#start.addEventListener("click", onStartStop);
    for (const button of this.#kinds) {
      button.addEventListener("click", () => onKind(/** @type {SourceKind} */ (button.dataset["source"])));
    }
    this.#choice.addEventListener("change", () => onCamera(this.#choice.value));
    byId("camera-flip", HTMLButtonElement).addEventListener("click", onFlip);
    byId("file-other", HTMLButtonElement).addEventListener("click", () => onKind(this.#kind));
    this.#pause.addEventListener("click", onPause);
    for (const input of Object.values(this.#inputs)) {
      input.addEventListener("change", () => {
        const file = input.files?.[0];
        // Emptied, so that choosing the same file again counts as a choice.
        input.value = "";
        if (file) onFile(file);
      });
    }
  }

  /** Opens the browser's file chooser; works only in an event of the pointer or a key. @param {"video" | "picture"} kind */
  chooseFile(kind) {
    this.#inputs[kind].click();
  }

  /** @param {boolean} running */
  showRunning(running) {
    this.#start.dataset["running"] = String(running);
    setText(this.#startLabel, running ? "Stop" : "Start");
  }

  /**
   * @param {SourceKind} kind
   * @param {string} fileName
   */
  showKind(kind, fileName) {
    this.#kind = kind;
    for (const button of this.#kinds) button.setAttribute("aria-pressed", String(button.dataset["source"] === kind));
    this.#cameraDetail.hidden = kind !== "camera";
    this.#fileDetail.hidden = kind === "camera";
    this.#pause.hidden = kind !== "video";
    setText(this.#fileName, fileName);
  }

  /** @param {boolean} paused */
  showPaused(paused) {
    this.#pause.setAttribute("aria-pressed", String(paused));
    this.#pause.setAttribute("aria-label", paused ? "Play the video" : "Pause the video");
  }

  /**
   * @param {readonly {id: string, label: string}[]} cameras
   * @param {string} current
   */
  showCameras(cameras, current) {
    const known = cameras.filter(({ id }) => id);
    const options = known.map(({ id, label }) => new Option(label, id, false, id === current));
    this.#choice.replaceChildren(...(options.length ? options : [new Option("Default camera", "")]));
  }
}
