import { byId, newButton, newIcon, setText } from "../../ui/dom.js";

/** @typedef {import("./downloads.js").Download} Download */

/** Downloads: links to files on the server, and buttons for files that are made when asked for. */
export class DownloadsPanel {
  #panel = byId("downloads", HTMLElement);
  #list = byId("download-list", HTMLElement);
  #note = byId("downloads-note", HTMLElement);
  #shown = "";
  /** @type {(download: Download) => Promise<void>} */
  #onDownload = async () => {};

  /** @param {(download: Download) => Promise<void>} onDownload for a button; it is disabled until the download is made */
  listen(onDownload) {
    this.#onDownload = onDownload;
  }

  /**
   * @param {readonly Download[]} downloads
   * @param {string} note
   */
  show(downloads, note) {
    this.#panel.hidden = downloads.length === 0 && note === "";
    setText(this.#note, note);
    const key = JSON.stringify(downloads.map(({ label, fileName, url }) => [label, fileName, url]));
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
    if (first) control.append(newIcon("download"));
    control.append(download.label);
    entry.append(control);
    return entry;
  }

  /** @param {Download} download */
  #button(download) {
    const button = newButton("");
    button.addEventListener("click", () => {
      button.disabled = true;
      void this.#onDownload(download).finally(() => (button.disabled = false));
    });
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
