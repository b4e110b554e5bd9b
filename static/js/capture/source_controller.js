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
 * @typedef {object} RunnerParts
 * @property {HTMLVideoElement} video
 * @property {HTMLCanvasElement} still
 * @property {() => import("./camera.js").CameraWish} cameraWish
 * @property {(state: SourceState) => void} onState
 * @property {(code: string) => void} onError a key of MESSAGES
 * @property {(source: AnySource, t: number) => void} onTick the source has a new picture
 */

/** Runs at most one source at a time: opens it, ends it, pauses it while nobody looks. */
export class SourceRunner {
  #parts;
  /** Ends the source, also one that is still opening. */
  #ending = new AbortController();
  /** @type {SourceKind} */
  kind = "camera";
  /** @type {Partial<Record<SourceKind, File>>} */
  files = {};
  /** @type {AnySource | null} */
  source = null;
  /** @type {SourceState} */
  state = "idle";
  filePaused = false;

  /** @param {RunnerParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get running() {
    return this.state !== "idle" && this.state !== "error";
  }

  /** @param {SourceKind} kind */
  async start(kind) {
    this.#end();
    const ending = new AbortController();
    this.#ending = ending;
    this.kind = kind;
    this.#become("starting");
    try {
      const source = await this.#open(kind, ending.signal);
      ending.signal.throwIfAborted();
      this.#run(source);
    } catch (error) {
      if (!ending.signal.aborted) this.#fail(error instanceof SourceError ? error.code : "camera-failed");
    }
  }

  stop() {
    this.#end();
    this.#become("idle");
  }

  /**
   * @param {"video" | "picture"} kind
   * @param {File} file
   */
  async startFile(kind, file) {
    this.files[kind] = file;
    await this.start(kind);
  }

  toggleFilePause() {
    if (!this.source?.pause) return;
    this.filePaused = !this.filePaused;
    if (this.filePaused) this.source.pause();
    else this.source.resume?.();
  }

  /**
   * Browsers stop giving frames to hidden tabs; phones stop the video there, and end the camera behind a locked
   * screen.
   *
   * @param {boolean} hidden
   */
  async visibilityChanged(hidden) {
    if (hidden && this.state === "live") this.#become("paused");
    else if (!hidden && this.state === "paused") {
      if (this.source?.alive && !this.source.alive()) await this.start("camera");
      else this.#comeBack();
    }
  }

  /**
   * @param {SourceKind} kind
   * @param {AbortSignal} signal
   */
  async #open(kind, signal) {
    const { video, still, cameraWish } = this.#parts;
    const file = this.files[kind];
    if (kind === "video" && file) return openVideoFile(video, file, signal);
    if (kind === "picture" && file) return openPictureFile(still, file, signal);
    return openCamera(video, cameraWish(), signal, (code) => this.#lost(code));
  }

  /** @param {AnySource} source */
  #run(source) {
    this.source = source;
    this.filePaused = false;
    this.#become(document.hidden ? "paused" : "live");
    source.start((t) => {
      if (this.state === "live") this.#parts.onTick(source, t);
    });
  }

  #comeBack() {
    if (!this.filePaused) this.source?.resume?.();
    this.#become("live");
  }

  /** @param {string} code */
  #lost(code) {
    // Behind a locked screen that is no trouble: visibilityChanged opens the camera again.
    if (this.state === "live") this.#fail(code);
  }

  #end() {
    this.#ending.abort();
    this.source = null;
  }

  /** @param {string} code */
  #fail(code) {
    this.#end();
    this.#become("error");
    this.#parts.onError(code);
  }

  /** @param {SourceState} state */
  #become(state) {
    this.state = state;
    this.#parts.onState(state);
  }
}
