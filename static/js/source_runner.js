import { openCamera } from "./camera.js";
import { openPictureFile } from "./picture_file.js";
import { SourceError } from "./source.js";
import { openVideoFile } from "./video_file.js";

/**
 * @typedef {import("./source.js").Source & {
 *   deviceId?: string, alive?: () => boolean, pause?: (paused: boolean) => void
 * }} AnySource
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
  /** Counts starts and stops, so that a camera that opens too late is let go. */
  #era = 0;
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
    const era = this.#era;
    this.kind = kind;
    this.#become("starting");
    try {
      const source = await this.#open(kind);
      if (era === this.#era) this.#run(source);
      else source.stop();
    } catch (error) {
      if (era === this.#era) this.#fail(error instanceof SourceError ? error.code : "camera-failed");
    }
  }

  stop() {
    this.#end();
    this.#become("idle");
  }

  /** @param {File} file */
  async startFile(file) {
    const kind = kindOf(file);
    if (!kind) {
      this.#end();
      this.#fail("file-unknown");
      return;
    }
    this.files[kind] = file;
    await this.start(kind);
  }

  toggleFilePause() {
    if (!this.source?.pause) return;
    this.filePaused = !this.filePaused;
    this.source.pause(this.filePaused);
  }

  /**
   * Browsers stop giving frames to hidden tabs, and phones end the camera behind a locked screen.
   *
   * @param {boolean} hidden
   */
  async visibilityChanged(hidden) {
    if (hidden && this.state === "live") this.#become("paused");
    else if (!hidden && this.state === "paused") {
      if (this.source?.alive && !this.source.alive()) await this.start("camera");
      else this.#become("live");
    }
  }

  /** @param {SourceKind} kind */
  async #open(kind) {
    const { video, still, cameraWish } = this.#parts;
    const file = this.files[kind];
    if (kind === "video" && file) return openVideoFile(video, file);
    if (kind === "picture" && file) return openPictureFile(still, file);
    return openCamera(video, cameraWish(), (code) => this.#lost(code));
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

  /** @param {string} code */
  #lost(code) {
    // Behind a locked screen that is no trouble: visibilityChanged opens the camera again.
    if (this.state !== "live") return;
    this.#end();
    this.#fail(code);
  }

  #end() {
    this.#era += 1;
    this.source?.stop();
    this.source = null;
  }

  /** @param {string} code */
  #fail(code) {
    this.#become("error");
    this.#parts.onError(code);
  }

  /** @param {SourceState} state */
  #become(state) {
    this.state = state;
    this.#parts.onState(state);
  }
}

/**
 * @param {File} file
 * @returns {"video" | "picture" | null}
 */
function kindOf({ type, name }) {
  if (type.startsWith("video/") || /\.(mp4|m4v|mov|webm|mkv|ogv)$/i.test(name)) return "video";
  if (type.startsWith("image/")) return "picture";
  return null;
}
