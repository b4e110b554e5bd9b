/** @typedef {import("./video_player.js").Player} Player */

/** Plays poses without a video, for browsers that can play neither the file nor the annotated video. @implements {Player} */
export class ClockPlayer {
  #events;
  #duration;
  #time = 0;
  #playing = false;
  picture = null;

  /**
   * @param {number} duration seconds
   * @param {import("./video_player.js").PlayerEvents} events
   */
  constructor(duration, events) {
    this.#duration = duration;
    this.#events = events;
  }

  get playing() {
    return this.#playing;
  }

  toggle() {
    if (this.#playing) this.pause();
    else this.#play();
  }

  pause() {
    if (!this.#playing) return;
    this.#playing = false;
    this.#events.onPlaying(false);
  }

  /** @param {number} time seconds */
  seek(time) {
    this.#time = Math.min(this.#duration, Math.max(0, time));
    this.#events.onFrame(this.#time);
  }

  #play() {
    if (this.#time >= this.#duration) this.#time = 0;
    this.#playing = true;
    this.#events.onPlaying(true);
    let last = performance.now();
    /** @param {number} now */
    const tick = (now) => {
      if (!this.#playing) return;
      this.seek(this.#time + Math.max(0, now - last) / 1000);
      last = now;
      if (this.#time >= this.#duration) this.pause();
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }
}
