import { notTheServer, offline, problemIn } from "./problem.js";

/**
 * @typedef {import("./types.js").Options} Options
 * @typedef {import("./types.js").Job} Job
 * @typedef {import("./upload.js").Upload} Upload
 * @typedef {{onSent: (share: number) => void, signal: AbortSignal}} Watch
 */

const ROOT = "/api/v1";

/** The server's HTTP API. Nothing else of this page sends requests. */
export class Api {
  #fetch;
  #upload;

  /**
   * @param {object} network
   * @param {typeof globalThis.fetch} network.fetch
   * @param {(upload: Upload) => Promise<Blob>} network.upload
   */
  constructor({ fetch, upload }) {
    this.#fetch = fetch;
    this.#upload = upload;
  }

  /**
   * @param {File} file
   * @param {Options} options
   * @param {import("./types.js").PictureFormat} format
   * @param {Watch} watch
   */
  picture(file, options, format, watch) {
    const query = new URLSearchParams({ ...commonOptions(options), format });
    return this.#upload({ url: `${ROOT}/image?${query}`, body: formOf(file), ...watch });
  }

  /**
   * @param {File} file
   * @param {Options} options
   * @param {Watch} watch
   * @returns {Promise<Job>}
   * @throws {import("./problem.js").ApiProblem}
   */
  async video(file, options, watch) {
    const query = new URLSearchParams({ ...commonOptions(options), smoothing: options.smoothing });
    const answer = await this.#upload({ url: `${ROOT}/video?${query}`, body: formOf(file), ...watch });
    return jobIn(await received(answer.text()));
  }

  /**
   * @param {string} id
   * @returns {Promise<Job>}
   * @throws {import("./problem.js").ApiProblem}
   */
  async job(id) {
    const answer = await this.#ask(jobUrl(id));
    return jobIn(await received(answer.text()));
  }

  /** Ends a job and removes its results. @param {string} id */
  async removeJob(id) {
    // "keepalive" sends it also while the page is being left.
    await this.#ask(jobUrl(id), { method: "DELETE", keepalive: true });
  }

  /** @param {string} url of a result or a sample */
  async blob(url) {
    const answer = await this.#ask(url);
    return received(answer.blob());
  }

  /**
   * @param {string} url
   * @param {AbortSignal} signal
   * @returns {Promise<ReadableStream<Uint8Array>>}
   */
  async stream(url, signal) {
    const { body } = await this.#ask(url, { signal });
    if (!body) throw offline();
    return body;
  }

  /** @returns {Promise<import("./types.js").Sample[]>} */
  async samples() {
    return (await this.#ask(`${ROOT}/samples`)).json();
  }

  /**
   * @param {string} url
   * @param {RequestInit} [how]
   */
  async #ask(url, how = {}) {
    const answer = await received(this.#fetch(url, { cache: "no-store", ...how }));
    if (!answer.ok) throw problemIn(answer.status, await received(answer.text()));
    return answer;
  }
}

/**
 * Waits for data. A connection that is lost in the middle of an answer is the same problem as no answer.
 *
 * @template T
 * @param {Promise<T>} coming
 * @returns {Promise<T>}
 */
function received(coming) {
  return coming.catch((error) => {
    throw error instanceof DOMException && error.name === "AbortError" ? error : offline();
  });
}

/**
 * Reads a job from an answer, which may also be a page of a proxy.
 *
 * @param {string} text
 * @returns {Job}
 */
function jobIn(text) {
  try {
    const job = JSON.parse(text);
    if (typeof job?.id === "string" && typeof job.state === "string") return job;
  } catch {
    // Not JSON: it is not a job.
  }
  throw notTheServer();
}

/** @param {string} id */
function jobUrl(id) {
  return `${ROOT}/jobs/${encodeURIComponent(id)}`;
}

/** @param {Options} options */
function commonOptions({ model, people, minVisibility }) {
  return { model, people: String(people), min_visibility: String(minVisibility) };
}

/** A form also carries the file's name. @param {File} file */
function formOf(file) {
  const form = new FormData();
  form.append("file", file, file.name);
  return form;
}
