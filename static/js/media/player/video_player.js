import { showFrame, watchVideoFrames } from "./frame_seek.js";

/**
 * @typedef {object} PlayerEvents
 * @property {(time: number) => void} onFrame seconds from the first frame on
 * @property {(playing: boolean) => void} onPlaying
 */

/**
 * Plays a result: with a video element, or with a clock alone.
 *
 * @typedef {object} Player
 * @property {CanvasImageSource | null} picture of the frame that it shows
 * @property {boolean} playing
 * @property {() => void} toggle
 * @property {() => void} pause
 * @property {(time: number) => void} seek seconds from the first frame on
 */

/** Plays a video and reports each frame. @implements {Player} */
export class VideoPlayer {
  #video;
  #events;
  /** When the first frame begins, seconds on the video's own scale: in some files it is later than 0. */
  #firstFrame = NaN;
  /** The time of the frame that is shown, seconds on the video's own scale. */
  #mediaTime = 0;
  /** @type {VideoFrame | null} a copy of the frame that is shown, where the browser gives one */
  #frame = null;

  /**
   * @param {HTMLVideoElement} video
   * @param {PlayerEvents} events
   */
  constructor(video, events) {
    this.#video = video;
    this.#events = events;
    watchVideoFrames(video, this.#onFrame);
    // While a video seeks, its frame is known, but it has no picture: the frame is reported again afterwards.
    video.addEventListener("seeked", () => this.#reportAgain());
    for (const each of ["play", "pause", "ended"]) {
      video.addEventListener(each, () => this.#events.onPlaying(this.playing));
    }
  }

  get picture() {
    if (this.#frame) return this.#frame;
    return this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? this.#video : null;
  }

  get playing() {
    return !this.#video.paused && !this.#video.ended;
  }

  /**
   * @param {string} url
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} can this browser play it?
   */
  async open(url, signal) {
    const video = this.#video;
    this.#firstFrame = NaN;
    this.#keep(null);
    const ready = new Promise((/** @type {(playable: boolean) => void} */ resolve) => {
      const once = { once: true, signal };
      // Of a codec that it does not know, a browser may play only the sound.
      video.addEventListener("loadeddata", () => resolve(video.videoWidth > 0), once);
      video.addEventListener("error", () => resolve(false), once);
      signal.addEventListener("abort", () => resolve(false), { once: true });
    });
    video.src = url;
    video.load();
    const playable = await ready;
    if (!playable && !signal.aborted) this.close();
    return playable;
  }

  close() {
    this.#keep(null);
    this.#video.pause();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  toggle() {
    if (this.playing) this.#video.pause();
    // A browser may refuse to play without a user action; the button then stays as it is.
    else this.#video.play().catch(() => undefined);
  }

  pause() {
    this.#video.pause();
  }

  /** @param {number} time seconds from the first frame on */
  seek(time) {
    this.#video.currentTime = time + (this.#firstFrame || 0);
  }

  /** @type {import("./frame_seek.js").FrameListener} */
  #onFrame = (mediaTime, frame) => {
    this.#keep(frame);
    if (Number.isNaN(this.#firstFrame)) this.#firstFrame = this.#video.currentTime === 0 ? mediaTime : 0;
    this.#mediaTime = mediaTime;
    this.#events.onFrame(Math.max(0, mediaTime - this.#firstFrame));
  };

  #reportAgain() {
    if (!Number.isNaN(this.#firstFrame)) showFrame(this.#video, this.#mediaTime, this.#onFrame);
  }

  /** @param {VideoFrame | null} frame */
  #keep(frame) {
    this.#frame?.close();
    this.#frame = frame;
  }
}
