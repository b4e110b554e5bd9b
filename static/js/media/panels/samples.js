import { byId } from "../../ui/dom.js";
import { ApiProblem } from "../api/problem.js";

/** @typedef {import("../api/types.js").Sample} Sample */

/**
 * Offers the server's sample pictures, if it has any.
 *
 * @param {import("../api/client.js").Api} api
 * @param {(files: readonly File[]) => void} onFiles
 * @param {(problem: import("../api/problem.js").Problem) => void} onProblem
 */
export async function setUpSamples(api, onFiles, onProblem) {
  // Without samples the page is complete; whether the server answers is told when something is asked of it.
  const samples = await api.samples().catch(() => []);
  byId("samples", HTMLElement).hidden = samples.length === 0;
  byId("sample-list", HTMLElement).replaceChildren(...samples.map((sample) => {
    return entry(sample, () => take(api, sample).then((file) => onFiles([file])).catch((error) => {
      if (!(error instanceof ApiProblem)) throw error;
      onProblem(error.problem);
    }));
  }));
}

/**
 * @param {import("../api/client.js").Api} api
 * @param {Sample} sample
 */
async function take(api, { name: fileName, url }) {
  const picture = await api.blob(url);
  return new File([picture], fileName, { type: picture.type });
}

/**
 * @param {Sample} sample
 * @param {() => void} onPress
 */
function entry({ title, credit }, onPress) {
  const made = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = title;
  button.title = credit;
  button.addEventListener("click", onPress);
  made.append(button);
  return made;
}
