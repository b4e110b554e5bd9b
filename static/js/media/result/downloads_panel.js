import { byId, setText } from "../../ui/dom.js";
import { icon } from "../items/item_row.js";

/** @typedef {import("./downloads.js").Download} Download */

/** Links to what is on the server, and buttons for what is made when asked for. */
export class DownloadsPanel {
  #panel = byId("downloads", HTMLElement);
  #list = byId("download-list", HTMLElement);
  #note = byId("downloads-note", HTMLElement);
  #onAsk;
  #shown = "";

  /** @param {(download: Download, button: HTMLButtonElement) => void} onAsk */
  constructor(onAsk) {
    this.#onAsk = onAsk;
  }

  /**
   * @param {readonly Download[]} downloads
   * @param {string} note
   */
  show(downloads, note) {
    this.#panel.hidden = downloads.length === 0 && note === "";
    setText(this.#note, note);
    const key = JSON.stringify(downloads.map(({ words, fileName, url }) => [words, fileName, url]));
    if (key === this.#shown) return;
    this.#shown = key;
    this.#list.replaceChildren(...downloads.map((each, index) => this.#entry(each, index === 0)));
  }

  /**
   * @param {Download} download
   * @param {boolean} first
   */
  #entry(download, first) {
    const entry = document.createElement("li");
    const control = download.url === undefined ? this.#button(download) : linkTo(download.url, download.fileName);
    control.className = first ? "button button-small button-primary" : "button button-small";
    control.dataset["file"] = download.fileName;
    if (first) control.append(icon("download"));
    control.append(download.words);
    entry.append(control);
    return entry;
  }

  /** @param {Download} download */
  #button(download) {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => this.#onAsk(download, button));
    return button;
  }
}

/**
 * @param {string} url
 * @param {string} fileName
 */
function linkTo(url, fileName) {
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  return link;
}
