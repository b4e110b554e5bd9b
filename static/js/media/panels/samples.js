import { byId, newButton } from "../../ui/dom.js";
import { ApiProblem } from "../api/problem.js";

/** @typedef {import("../api/types.js").Sample} Sample */

/**
 * Offers the server's sample pictures, if it has any.
 *
 * @param {import("../api/client.js").Api} api
 * @param {(files: readonly File[]) => void} onFiles
 * @param {(text: string) => void} notify when a sample cannot be loaded
 */
export async function setUpSamples(api, onFiles, notify) {
  // The page works without samples; a server that does not answer is reported when the first file is sent.
  const samples = await api.samples().catch(() => []);
  byId("samples", HTMLElement).hidden = samples.length === 0;
  byId("sample-list", HTMLElement).replaceChildren(...samples.map((sample) => {
    return entry(sample, () => download(api, sample).then((file) => onFiles([file])).catch((error) => {
      if (!(error instanceof ApiProblem)) throw error;
      notify(error.text);
    }));
  }));
}

/**
 * @param {import("../api/client.js").Api} api
 * @param {Sample} sample
 */
async function download(api, { name: fileName, url }) {
  const picture = await api.blob(url);
  return new File([picture], fileName, { type: picture.type });
}

/**
 * @param {Sample} sample
 * @param {() => void} onPress
 */
function entry({ title, credit }, onPress) {
  const made = document.createElement("li");
  const button = newButton("button button-small", title);
  button.title = credit;
  button.addEventListener("click", onPress);
  made.append(button);
  return made;
}
