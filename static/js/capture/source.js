/** What pictures come from. Each kind has its own file: camera.js, video_file.js, picture_file.js. */

/** @typedef {"camera" | "video" | "picture"} SourceKind */
/** @typedef {"front" | "rear" | "file"} Facing decides only whether the view is mirrored at first */

/**
 * A source lasts until the signal that it was opened with is aborted; then it lets its device go.
 *
 * @typedef {object} Source
 * @property {SourceKind} kind
 * @property {string} label for a person: the camera's or the file's name
 * @property {Facing} facing
 * @property {(onFrame: (t: number) => void) => void} start begins to tick, once for every new picture
 * @property {() => Promise<import("../stream/frame_grab.js").GrabbedFrame>} take a copy of the picture as it is now
 * @property {() => boolean} [stalled] does it give no picture just now?
 * @property {() => boolean} [alive] can it still give pictures?
 * @property {() => void} [pause]
 * @property {() => void} [resume] after a pause, or after a browser stopped the video of a hidden tab
 */

/** Something that a person can put right; messages.js has the words for each code. */
export class SourceError extends Error {
  /**
   * @param {string} code a key of MESSAGES
   * @param {unknown} [cause]
   */
  constructor(code, cause) {
    super(code, { cause });
    this.name = "SourceError";
    this.code = code;
  }
}

/**
 * Lets something go when its source has to end: at once if that is already so, before anything else is touched.
 * Sources share one <video>; since all of this happens within abort(), the next source finds it free.
 *
 * @param {AbortSignal} signal
 * @param {() => void} letGo
 * @throws {DOMException} AbortError when the signal is already aborted
 */
export function letGoOnAbort(signal, letGo) {
  if (signal.aborted) letGo();
  signal.throwIfAborted();
  signal.addEventListener("abort", letGo, { once: true });
}

/**
 * Plays a video whose source may end before it does: then nobody minds.
 *
 * @param {HTMLVideoElement} video
 */
export function playOn(video) {
  video.play().catch(() => {});
}
