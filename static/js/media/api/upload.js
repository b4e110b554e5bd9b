import { offline, problemIn } from "./problem.js";

/**
 * @typedef {object} Upload
 * @property {string} url
 * @property {FormData} body
 * @property {(share: number) => void} onSent how much of it has been sent, 0..1
 * @property {AbortSignal} signal
 */

/**
 * Uploads a file and reports its progress, which only XMLHttpRequest does in every browser.
 *
 * @param {Upload} upload
 * @returns {Promise<Blob>} the answer's body
 * @throws {import("./problem.js").ApiProblem} when it was refused, or the server did not answer
 * @throws {DOMException} AbortError, when it was aborted
 */
export async function upload({ url, body, onSent, signal }) {
  signal.throwIfAborted();
  const request = new XMLHttpRequest();
  const ended = answerOf(request, signal);
  request.upload.addEventListener("progress", ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0));
  request.upload.addEventListener("load", () => onSent(1));
  request.open("POST", url);
  request.responseType = "blob";
  request.send(body);
  return ended;
}

/**
 * @param {XMLHttpRequest} request
 * @param {AbortSignal} signal
 * @returns {Promise<Blob>}
 */
function answerOf(request, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => request.abort();
    signal.addEventListener("abort", abort);
    request.addEventListener("loadend", () => signal.removeEventListener("abort", abort));
    request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    request.addEventListener("error", () => reject(offline()));
    request.addEventListener("load", async () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response);
      else reject(problemIn(request.status, await request.response.text().catch(() => "")));
    });
  });
}
