/**
 * The delay from grabbing a frame to drawing its skeleton, split into parts that add up to it.
 *
 *     encode     grabbed → JPEG ready                                  page's clock
 *     queue      JPEG ready → sent, and the server's time that is not inference
 *     network    round trip − the server's total
 *     inference  decode + detect + landmarks                         server's clock
 *     draw       answer here → drawn                                 page's clock
 *
 * Only differences of one clock are used, so the two clocks need not agree.
 */

/** @typedef {import("../protocol/wire.js").Milliseconds} Milliseconds */
/** @typedef {"encode" | "network" | "queue" | "inference" | "draw"} DelayPart */
/** @typedef {Record<DelayPart, number> & {total: number}} Delay all in ms; NaN for a part that is not known */

/** @type {readonly DelayPart[]} */
export const DELAY_PARTS = Object.freeze(["encode", "network", "queue", "inference", "draw"]);

/**
 * Computes the delay of a pose of this page's camera.
 *
 * @param {{grabbedAt: number, encodedAt: number, sentAt: number, answeredAt: number}} frame page clock, ms
 * @param {Milliseconds} server
 * @param {number} drawnAt page clock, ms
 * @returns {Delay}
 */
export function delayOf(frame, server, drawnAt) {
  const roundTrip = frame.answeredAt - frame.sentAt;
  const serverTotal = Math.min(server.total, roundTrip);
  const inference = Math.min(server.decode + server.detect + server.landmarks, serverTotal);
  return {
    encode: frame.encodedAt - frame.grabbedAt,
    network: roundTrip - serverTotal,
    queue: frame.sentAt - frame.encodedAt + (serverTotal - inference),
    inference,
    draw: drawnAt - frame.answeredAt,
    total: drawnAt - frame.grabbedAt,
  };
}

/**
 * Computes the delay of a remote camera's pose. The two devices' clocks do not agree, so encoding and network are NaN and
 * not part of the total.
 *
 * @param {number} receivedAt page clock, ms
 * @param {Milliseconds} server
 * @param {number} drawnAt page clock, ms
 * @returns {Delay}
 */
export function remoteDelay(receivedAt, server, drawnAt) {
  const inference = Math.min(server.decode + server.detect + server.landmarks, server.total);
  const draw = drawnAt - receivedAt;
  const queue = server.total - inference;
  return { encode: NaN, network: NaN, queue, inference, draw, total: server.total + draw };
}

/**
 * Computes the part of a round trip that a smaller frame can shorten, ms.
 *
 * @param {number} roundTripMs
 * @param {Milliseconds} server
 */
export function transferMs(roundTripMs, server) {
  return Math.max(0, roundTripMs - server.queue - server.detect - server.landmarks);
}

/** The status line shows means over this long: short enough to react, long enough to read. */
export const WINDOW_MS = 1000;

/** Delays and poses a second over the last WINDOW_MS. */
export class DelayMeter {
  /** @type {{at: number, delay: Delay}[]} */
  #recent = [];

  /**
   * @param {Delay} delay
   * @param {number} now ms
   */
  add(delay, now) {
    this.#recent.push({ at: now, delay });
    this.#forget(now);
  }

  clear() {
    this.#recent = [];
  }

  /**
   * Computes the mean delay in whole milliseconds, whose parts without NaN add up to the total exactly; null while nothing
   * was drawn lately.
   *
   * @param {number} now ms
   * @returns {Delay | null}
   */
  mean(now) {
    this.#forget(now);
    if (this.#recent.length === 0) return null;
    const mean = /** @type {Delay} */ ({ total: 0 });
    for (const part of DELAY_PARTS) {
      const sum = this.#recent.reduce((soFar, { delay }) => soFar + delay[part], 0);
      mean[part] = Math.round(sum / this.#recent.length);
      if (!Number.isNaN(mean[part])) mean.total += mean[part];
    }
    return mean;
  }

  /**
   * Computes the number of poses drawn a second.
   *
   * @param {number} now ms
   */
  rate(now) {
    this.#forget(now);
    const oldest = this.#recent[0];
    const newest = this.#recent.at(-1);
    if (!oldest || !newest || newest.at === oldest.at) return 0;
    return ((this.#recent.length - 1) * 1000) / (newest.at - oldest.at);
  }

  /** @param {number} now ms */
  #forget(now) {
    this.#recent = this.#recent.filter(({ at }) => now - at <= WINDOW_MS);
  }
}
