import { ApiProblem, problemOf } from "../api/problem.js";
import { Backoff } from "../api/backoff.js";
import { isUnderWay } from "./item_state.js";
import { UploadQueue } from "../api/upload_queue.js";

/** @typedef {import("./items.js").Item} Item */

/** Two use all of the network and of the server; more would only make each slower. */
const UPLOADS_AT_ONCE = 2;

/**
 * @typedef {object} RunnerParts
 * @property {import("../api/client.js").Api} api
 * @property {import("./items.js").Items} items
 * @property {(ms: number, signal: AbortSignal) => Promise<void>} wait rejects when aborted
 * @property {() => boolean} isHidden is the page in the background?
 */

/** Uploads files and asks the server about them until they have ended. */
export class ItemRunner {
  #parts;
  #uploads = new UploadQueue(UPLOADS_AT_ONCE);
  /** @type {Map<number, AbortController>} of the items under way */
  #controllers = new Map();

  /** @param {RunnerParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Uploads the file and waits for its result. @param {Item} item */
  async run(item) {
    const { file } = item;
    if (!file) return;
    await this.#withController(item, async (signal) => {
      if (item.kind === "picture") await this.#picture(item, file, signal);
      else await this.#follow(item, await this.#video(item, file, signal), signal);
    });
  }

  /** Follows a job that began before a reload. @param {Item} item @param {string} job its id */
  async resume(item, job) {
    this.#parts.items.update(item.id, { type: "job", job: unknownJob(job) });
    await this.#withController(item, (signal) => this.#follow(item, job, signal));
  }

  /** Starts again. @param {Item} item */
  retry(item) {
    this.#parts.items.update(item.id, { type: "retry" });
    return this.run(item);
  }

  /** Stops the work on an item, here and on the server. @param {Item} item */
  async cancel({ id }) {
    this.#parts.items.update(id, { type: "cancel" });
    this.#controllers.get(id)?.abort();
    await this.#removeJob(this.#parts.items.get(id)?.progress.job);
  }

  /** Removes an item from the page, and its job from the server. @param {Item} item */
  async remove({ id }) {
    const job = this.#parts.items.get(id)?.progress.job;
    this.#controllers.get(id)?.abort();
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
    // It may have been cancelled between the answer and its text.
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
    // Cancelled before the answer came: the job can be removed only here.
    if (signal.aborted) await this.#removeJob(job);
    signal.throwIfAborted();
    this.#parts.items.update(item.id, { type: "job", job });
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
    return this.#uploads.run(() => {
      items.update(id, { type: "start" });
      return send({ signal, onSent: (share) => items.update(id, { type: "sent", share }) });
    }, signal);
  }

  /**
   * Asks the server about a job until it ends.
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
      await this.#parts.wait(answer ? backoff.afterAnswer(isHidden()) : backoff.afterNoAnswer(), signal);
      answer = await this.#ask(item, job);
    }
  }

  /**
   * @param {Item} item
   * @param {string} job
   * @returns {Promise<import("../api/types.js").Job | null>} null when the server did not answer
   */
  async #ask({ id }, job) {
    const { api, items } = this.#parts;
    try {
      const answer = await api.job(job);
      items.update(id, { type: "job", job: answer });
      return answer;
    } catch (error) {
      if (!(error instanceof ApiProblem && error.isOffline)) throw error;
      items.update(id, { type: "unreachable" });
      return null;
    }
  }

  /**
   * @param {Item} item
   * @param {(signal: AbortSignal) => Promise<void>} work
   */
  async #withController({ id }, work) {
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    try {
      await work(controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) this.#failed(id, error);
    } finally {
      if (this.#controllers.get(id) === controller) this.#controllers.delete(id);
    }
  }

  /**
   * Ends the item on any error, also an unexpected one: nothing asks about it any more.
   *
   * @param {number} id
   * @param {unknown} error
   */
  #failed(id, error) {
    const { items } = this.#parts;
    const isGone = error instanceof ApiProblem && error.isGone;
    if (isGone && items.get(id)?.progress.job) items.update(id, { type: "gone" });
    else items.update(id, { type: "problem", problem: problemOf(error) });
  }

  /** @param {import("../api/types.js").Job | null | undefined} job */
  async #removeJob(job) {
    // A server that was restarted, or that has removed it already, has nothing to remove.
    if (job) await this.#parts.api.removeJob(job.id).catch(() => undefined);
  }
}

/**
 * A job about which the server has not been asked yet.
 *
 * @param {string} id
 * @returns {import("../api/types.js").Job}
 */
function unknownJob(id) {
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
      signal.removeEventListener("abort", stop); // one signal is used for thousands of waits
      resolve(undefined);
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
