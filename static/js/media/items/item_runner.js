import { ApiProblem, problemOf } from "../api/problem.js";
import { Backoff } from "../api/backoff.js";
import { isUnderWay } from "./item_state.js";
import { UploadSlots } from "../api/upload_queue.js";

/** @typedef {import("./items.js").Item} Item */

/** Two keep the line and the server busy; more would only make each slower. */
const UPLOADS_AT_ONCE = 2;

/**
 * @typedef {object} RunnerParts
 * @property {import("../api/client.js").Api} api
 * @property {import("./items.js").Items} items
 * @property {(ms: number, signal: AbortSignal) => Promise<void>} wait rejects when aborted
 * @property {() => boolean} isHidden is the page in the background
 */

/** Brings files to the server and follows them to their end. */
export class ItemRunner {
  #parts;
  #slots = new UploadSlots(UPLOADS_AT_ONCE);
  /** @type {Map<number, AbortController>} of the items under way */
  #under = new Map();

  /** @param {RunnerParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** From the file to the result. @param {Item} item */
  async run(item) {
    const { file } = item;
    if (!file) return;
    await this.#attend(item, async (signal) => {
      if (item.kind === "picture") await this.#picture(item, file, signal);
      else await this.#follow(item, await this.#video(item, file, signal), signal);
    });
  }

  /** Takes up a job that began before a reload. @param {Item} item @param {string} job */
  async resume(item, job) {
    this.#parts.items.happened(item.id, { type: "job", job: unasked(job) });
    await this.#attend(item, (signal) => this.#follow(item, job, signal));
  }

  /** Once more from the start. @param {Item} item */
  retry(item) {
    this.#parts.items.happened(item.id, { type: "retry" });
    return this.run(item);
  }

  /** Ends the work on an item, here and on the server. @param {Item} item */
  async cancel({ id }) {
    this.#parts.items.happened(id, { type: "cancel" });
    this.#under.get(id)?.abort();
    await this.#removeJob(this.#parts.items.get(id)?.progress.job);
  }

  /** Takes an item off the page, with what the server has of it. @param {Item} item */
  async remove({ id }) {
    const job = this.#parts.items.get(id)?.progress.job;
    this.#under.get(id)?.abort();
    this.#parts.items.remove(id);
    await this.#removeJob(job);
  }

  /**
   * @param {Item} item
   * @param {File} file
   * @param {AbortSignal} signal
   */
  async #picture(item, file, signal) {
    const answer = await this.#send(item, signal, (watch) => this.#parts.api.picture(file, item.options, "json", watch));
    const document = await answer.text();
    // Aborted between the answer and its text: somebody does not want it any more.
    if (!signal.aborted) this.#parts.items.answered(item.id, document);
  }

  /**
   * @param {Item} item
   * @param {File} file
   * @param {AbortSignal} signal
   * @returns {Promise<string>} the job's id
   */
  async #video(item, file, signal) {
    const job = await this.#send(item, signal, (watch) => this.#parts.api.video(file, item.options, watch));
    // Given up while the answer was on its way: nobody else knows of this job.
    if (signal.aborted) await this.#removeJob(job);
    signal.throwIfAborted();
    this.#parts.items.happened(item.id, { type: "job", job });
    return job.id;
  }

  /**
   * @template T
   * @param {Item} item
   * @param {AbortSignal} signal
   * @param {(watch: import("../api/client.js").Watch) => Promise<T>} send
   * @returns {Promise<T>}
   */
  #send({ id }, signal, send) {
    const { items } = this.#parts;
    return this.#slots.run(() => {
      items.happened(id, { type: "start" });
      return send({ signal, onSent: (share) => items.happened(id, { type: "sent", share }) });
    }, signal);
  }

  /**
   * Asks about a job until it ends.
   *
   * @param {Item} item
   * @param {string} job
   * @param {AbortSignal} signal
   */
  async #follow(item, job, signal) {
    const { isHidden } = this.#parts;
    const backoff = new Backoff();
    let answer = await this.#ask(item, job);
    while (!signal.aborted && (answer === null || isUnderWay(answer.state))) {
      // One question after the other is the point.
      await this.#parts.wait(answer ? backoff.afterAnswer(isHidden()) : backoff.afterSilence(), signal);
      answer = await this.#ask(item, job);
    }
  }

  /**
   * @param {Item} item
   * @param {string} job
   * @returns {Promise<import("../api/types.js").Job | null>} null when nobody answered
   */
  async #ask({ id }, job) {
    const { api, items } = this.#parts;
    try {
      const answer = await api.job(job);
      items.happened(id, { type: "job", job: answer });
      return answer;
    } catch (error) {
      if (!(error instanceof ApiProblem && error.isOffline)) throw error;
      items.happened(id, { type: "unreachable" });
      return null;
    }
  }

  /**
   * @param {Item} item
   * @param {(signal: AbortSignal) => Promise<void>} work
   */
  async #attend({ id }, work) {
    const controller = new AbortController();
    this.#under.set(id, controller);
    try {
      await work(controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) this.#failed(id, error);
    } finally {
      if (this.#under.get(id) === controller) this.#under.delete(id);
    }
  }

  /**
   * Also for errors that nobody thought of: nobody asks about the item any more, so its row must not look under way.
   *
   * @param {number} id
   * @param {unknown} error
   */
  #failed(id, error) {
    const { items } = this.#parts;
    const isGone = error instanceof ApiProblem && error.isGone;
    if (isGone && items.get(id)?.progress.job) items.happened(id, { type: "gone" });
    else items.happened(id, { type: "problem", problem: problemOf(error) });
  }

  /** @param {import("../api/types.js").Job | null | undefined} job */
  async #removeJob(job) {
    // A server that is gone, or has removed it already, has nothing left to remove.
    if (job) await this.#parts.api.removeJob(job.id).catch(() => undefined);
  }
}

/**
 * What is known of a job before the server was asked about it.
 *
 * @param {string} id
 * @returns {import("../api/types.js").Job}
 */
function unasked(id) {
  const nothing = { progress: null, frames_total: null, frames_a_second: null, seconds_left: null, expires: null, problem: null, note: null };
  return { id, state: "queued", frames_done: 0, results: [], ...nothing };
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function wait(ms, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop); // one signal sees thousands of waits
      resolve(undefined);
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
