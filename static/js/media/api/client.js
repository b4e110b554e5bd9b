import { notTheServer, offline, problemIn } from "./problem.js";

/**
 * @typedef {import("./types.js").Options} Options
 * @typedef {import("./types.js").Job} Job
 * @typedef {import("./upload.js").Upload} Upload
 * @typedef {{onSent: (share: number) => void, signal: AbortSignal}} Watch
 */

const ROOT = "/api/v1";

/** The server's HTTP API: the only place of this page that asks the server anything. */
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
    const query = new URLSearchParams({ ...common(options), format });
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
    const query = new URLSearchParams({ ...common(options), smoothing: options.smoothing });
    const answer = await this.#upload({ url: `${ROOT}/video?${query}`, body: formOf(file), ...watch });
    return jobIn(await reached(answer.text()));
  }

  /**
   * @param {string} id
   * @returns {Promise<Job>}
   * @throws {import("./problem.js").ApiProblem}
   */
  async job(id) {
    const answer = await this.#ask(jobUrl(id));
    return jobIn(await reached(answer.text()));
  }

  /** Ends a job and removes its results. @param {string} id */
  async removeJob(id) {
    // Kept alive, so that it also gets there when the page is being left.
    await this.#ask(jobUrl(id), { method: "DELETE", keepalive: true });
  }

  /** @param {string} url of a result or a sample */
  async blob(url) {
    const answer = await this.#ask(url);
    return reached(answer.blob());
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
    const answer = await reached(this.#fetch(url, { cache: "no-store", ...how }));
    if (!answer.ok) throw problemIn(answer.status, await reached(answer.text()));
    return answer;
  }
}

/**
 * What came over the network, whose end may be reached in the middle of an answer too.
 *
 * @template T
 * @param {Promise<T>} coming
 * @returns {Promise<T>}
 */
function reached(coming) {
  return coming.catch((error) => {
    throw error instanceof DOMException && error.name === "AbortError" ? error : offline();
  });
}

/**
 * The job in an answer that may be a proxy's own page instead.
 *
 * @param {string} text
 * @returns {Job}
 */
function jobIn(text) {
  try {
    const job = JSON.parse(text);
    if (typeof job?.id === "string" && typeof job.state === "string") return job;
  } catch {
    // Then it is no job either.
  }
  throw notTheServer();
}

/** @param {string} id */
function jobUrl(id) {
  return `${ROOT}/jobs/${encodeURIComponent(id)}`;
}

/** @param {Options} options */
function common({ model, people, minVisibility }) {
  return { model, people: String(people), min_visibility: String(minVisibility) };
}

/** In a form, so that the server learns the file's name. @param {File} file */
function formOf(file) {
  const form = new FormData();
  form.append("file", file, file.name);
  return form;
}
