import { offline, problemIn } from "./api_problem.js";

/**
 * @typedef {import("./api_types.js").Options} Options
 * @typedef {import("./api_types.js").Job} Job
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
   * @param {import("./api_types.js").PictureFormat} format
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
   */
  async video(file, options, watch) {
    const query = new URLSearchParams({ ...common(options), smoothing: options.smoothing });
    const answer = await this.#upload({ url: `${ROOT}/video?${query}`, body: formOf(file), ...watch });
    return JSON.parse(await answer.text());
  }

  /**
   * @param {string} id
   * @returns {Promise<Job>}
   */
  async job(id) {
    return (await this.#ask(jobUrl(id))).json();
  }

  /** Ends a job and removes its results. @param {string} id */
  async removeJob(id) {
    // Kept alive, so that it also gets there when the page is being left.
    await this.#ask(jobUrl(id), { method: "DELETE", keepalive: true });
  }

  /** @param {string} url of a result or a sample */
  async blob(url) {
    return (await this.#ask(url)).blob();
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

  /** @returns {Promise<import("./api_types.js").Sample[]>} */
  async samples() {
    return (await this.#ask(`${ROOT}/samples`)).json();
  }

  /**
   * @param {string} url
   * @param {RequestInit} [how]
   */
  async #ask(url, how = {}) {
    const answer = await this.#fetch(url, { cache: "no-store", ...how }).catch((error) => {
      throw error instanceof DOMException && error.name === "AbortError" ? error : offline();
    });
    if (!answer.ok) throw problemIn(answer.status, await answer.text());
    return answer;
  }
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
