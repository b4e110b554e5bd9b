import { openCamera } from "./camera.js";
import { openPictureFile } from "./picture_file.js";
import { SourceError } from "./source.js";
import { openVideoFile } from "./video_file.js";

/**
 * @typedef {import("./source.js").Source & {deviceId?: string}} AnySource
 * @typedef {import("./source.js").SourceKind} SourceKind
 * @typedef {"idle" | "starting" | "live" | "paused" | "error"} SourceState paused: the tab is hidden
 */

/**
 * @typedef {object} SourceStatus
 * @property {SourceState} state
 * @property {SourceKind} kind
 * @property {string} fileName "" for a camera, and before a file was opened
 * @property {boolean} filePaused did the person pause the video file?
 * @property {import("./source.js").Facing | null} facing null while no source is open
 * @property {string} deviceId of the open camera, "" for none
 * @property {string | null} error a key of MESSAGES
 */

/** @type {Readonly<SourceStatus>} */
export const NO_SOURCE = Object.freeze({
  ...{ state: "idle", kind: "camera", fileName: "", filePaused: false, facing: null, deviceId: "", error: null },
});

/**
 * @typedef {object} SourceListener
 * @property {(status: SourceStatus) => void} onStatus
 * @property {(source: AnySource, t: number) => void} onFrame the source has a new frame; t: camera clock, ms
 */

/** Runs at most one source at a time: opens and closes it, and pauses it while the tab is hidden. */
export class SourceController {
  #elements;
  #cameraRequest;
  #listener;
  /** Closes the source, also one that is still opening. */
  #closing = new AbortController();
  /** @type {Partial<Record<SourceKind, File>>} */
  #files = {};
  /** @type {AnySource | null} */
  #source = null;
  #status = NO_SOURCE;

  /**
   * @param {{video: HTMLVideoElement, still: HTMLCanvasElement}} elements that show the source
   * @param {() => import("./camera.js").CameraRequest} cameraRequest
   * @param {SourceListener} listener
   */
  constructor(elements, cameraRequest, listener) {
    this.#elements = elements;
    this.#cameraRequest = cameraRequest;
    this.#listener = listener;
  }

  get status() {
    return this.#status;
  }

  /** Is the source open, but gives no picture? */
  get isStalled() {
    return this.#source?.isStalled?.() ?? false;
  }

  /** Was a file of this kind opened before? @param {"video" | "picture"} kind */
  hasFile(kind) {
    return this.#files[kind] !== undefined;
  }

  /** @param {SourceKind} kind */
  async start(kind) {
    this.#close();
    const closing = new AbortController();
    this.#closing = closing;
    this.#setStatus({ ...NO_SOURCE, state: "starting", kind, fileName: this.#files[kind]?.name ?? "" });
    try {
      const source = await this.#open(kind, closing.signal);
      closing.signal.throwIfAborted();
      this.#run(source);
    } catch (error) {
      if (!closing.signal.aborted) this.#fail(error instanceof SourceError ? error.code : "camera-failed");
    }
  }

  stop() {
    this.#close();
    this.#setStatus({ state: "idle", facing: null, deviceId: "", filePaused: false, error: null });
  }

  /**
   * @param {"video" | "picture"} kind
   * @param {File} file
   */
  async startFile(kind, file) {
    this.#files[kind] = file;
    await this.start(kind);
  }

  toggleFilePause() {
    if (!this.#source?.pause) return;
    const filePaused = !this.#status.filePaused;
    if (filePaused) this.#source.pause();
    else this.#source.resume?.();
    this.#setStatus({ filePaused });
  }

  /**
   * Pauses the source of a hidden tab, which gets no frames from its browser, and resumes it. Phones also stop the video
   * of a hidden tab, and end the camera behind a locked screen.
   *
   * @param {boolean} hidden
   */
  async visibilityChanged(hidden) {
    const { state } = this.#status;
    if (hidden && state === "live") this.#setStatus({ state: "paused" });
    else if (!hidden && state === "paused") {
      if (this.#source?.isAlive && !this.#source.isAlive()) await this.start("camera");
      else this.#resume();
    }
  }

  /**
   * @param {SourceKind} kind
   * @param {AbortSignal} signal
   */
  async #open(kind, signal) {
    const { video, still } = this.#elements;
    const file = this.#files[kind];
    if (kind === "video" && file) return openVideoFile(video, file, signal);
    if (kind === "picture" && file) return openPictureFile(still, file, signal);
    return openCamera(video, this.#cameraRequest(), signal, (code) => this.#lost(code));
  }

  /** @param {AnySource} source */
  #run(source) {
    this.#source = source;
    this.#setStatus({ state: document.hidden ? "paused" : "live", facing: source.facing, deviceId: source.deviceId ?? "" });
    source.start((t) => {
      if (this.#status.state === "live") this.#listener.onFrame(source, t);
    });
  }

  #resume() {
    if (!this.#status.filePaused) this.#source?.resume?.();
    this.#setStatus({ state: "live" });
  }

  /** @param {string} code */
  #lost(code) {
    // Behind a locked screen that is expected: visibilityChanged opens the camera again.
    if (this.#status.state === "live") this.#fail(code);
  }

  #close() {
    this.#closing.abort();
    this.#source = null;
  }

  /** @param {string} code */
  #fail(code) {
    this.#close();
    this.#setStatus({ state: "error", facing: null, deviceId: "", filePaused: false, error: code });
  }

  /** @param {Partial<SourceStatus>} changed */
  #setStatus(changed) {
    this.#status = { ...this.#status, ...changed };
    this.#listener.onStatus(this.#status);
  }
}

/** Is a source open or opening? @param {SourceState} state */
export function isRunning(state) {
  return state !== "idle" && state !== "error";
}
