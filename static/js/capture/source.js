/** The source of frames. Each kind has its own file: camera.js, video_file.js, picture_file.js. */

/** @typedef {"camera" | "video" | "picture"} SourceKind */
/** @typedef {"front" | "rear" | "file"} Facing decides whether the view is mirrored by default */

/**
 * A source lasts until the signal that it was opened with is aborted; then it releases its device.
 *
 * @typedef {object} Source
 * @property {SourceKind} kind
 * @property {string} label for a person: the camera's or the file's name
 * @property {Facing} facing
 * @property {(onFrame: (t: number) => void) => void} start begins to call onFrame, once for each new picture; t: camera clock, ms
 * @property {() => Promise<import("../stream/frame_grab.js").GrabbedFrame>} grab copies the picture as it is now
 * @property {() => boolean} [isStalled] is it open, but gives no picture?
 * @property {() => boolean} [isAlive] can it still give pictures?
 * @property {() => void} [pause]
 * @property {() => void} [resume] after a pause, or after a browser stopped the video of a hidden tab
 */

/** A source that cannot be opened; text/problem_messages.js has the text for each code. */
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
 * Releases something when its source is aborted: at once, before it throws, if it already is.
 * Sources share one <video>; because release runs within abort(), the next source finds it free.
 *
 * @param {AbortSignal} signal
 * @param {() => void} release
 * @throws {DOMException} AbortError when the signal is already aborted
 */
export function releaseOnAbort(signal, release) {
  if (signal.aborted) release();
  signal.throwIfAborted();
  signal.addEventListener("abort", release, { once: true });
}

/**
 * Plays a video again. Its source may end before it plays, which is no error.
 *
 * @param {HTMLVideoElement} video
 */
export function resumePlayback(video) {
  video.play().catch(() => {});
}
