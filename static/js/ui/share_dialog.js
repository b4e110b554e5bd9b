import { byId, setText } from "./dom.js";
import { qrSvg } from "./qr_code.js";
import { roomLink } from "../connection/room_link.js";
import { viewerCountText } from "../text/room_text.js";

/**
 * @typedef {import("./share_addresses.js").Address} Address
 * @typedef {import("../connection/room_link.js").LinkKind} LinkKind
 * @typedef {import("../protocol/wire.js").Links} Links
 */

/** @type {readonly LinkKind[]} */
const KINDS = ["watch", "camera"];
/** What to type is between backticks. */
const SERVE_LAN = "`posecast serve --lan` (or `make run LAN=1`)";
const HINTS = Object.freeze({
  watch: `This link works on this computer alone. To let other devices in, start the server with ${SERVE_LAN}.`,
  camera: `A phone cannot reach this page: the server answers this computer alone. Start it with ${SERVE_LAN}, and a code to scan stands here.`,
  insecure: `Phones give their camera only to https:// pages. Start the server with ${SERVE_LAN}.`,
});

/**
 * @typedef {object} ShareListeners
 * @property {(video: boolean) => Promise<string>} onVideo gives an error message; "" when it worked
 * @property {() => Promise<string>} onRenew likewise
 */

/** The owner's dialog: links with codes to scan, what viewers see, and new links that replace the old ones. */
export class ShareDialog {
  #dialog = byId("share", HTMLDialogElement);
  #viewers = byId("share-viewers", HTMLElement);
  #count = byId("viewer-count", HTMLElement);
  #choice = byId("share-address-choice", HTMLSelectElement);
  #video = byId("share-video", HTMLInputElement);
  #renew = byId("share-renew", HTMLButtonElement);
  #said = byId("share-said", HTMLElement);
  #addresses;
  #listeners;
  /** @type {Links | null} */
  #links = null;
  #isVideo = false;
  /** While the server is asked to change it, an older state of the room must not turn the switch back. */
  #isAsking = false;

  /**
   * @param {readonly Address[]} addresses the likely one first
   * @param {string} trustUrl about the server's own certificate; "" where it has none
   * @param {ShareListeners} listeners
   */
  constructor(addresses, trustUrl, listeners) {
    this.#addresses = addresses;
    this.#listeners = listeners;
    this.#choice.replaceChildren(...addresses.map(({ label, base }) => new Option(label, base)));
    byId("share-where", HTMLElement).hidden = addresses.length < 2;
    byId("share-trust", HTMLElement).hidden = !trustUrl;
    byId("share-trust-link", HTMLAnchorElement).href = trustUrl;
    this.#choice.addEventListener("change", () => this.#showLinks());
    this.#video.addEventListener("change", () => void this.#chooseVideo());
    this.#renew.addEventListener("click", () => void this.#makeNew());
    byId("share-close", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
    for (const kind of KINDS) this.#listenToButtons(kind);
  }

  toggle() {
    if (this.#dialog.open) {
      this.#dialog.close();
      return;
    }
    setText(this.#said, "");
    this.#dialog.showModal();
  }

  /** @param {Links | null} links null while there is no connection */
  showLinks(links) {
    this.#links = links;
    this.#showLinks();
  }

  /** @param {import("../protocol/wire.js").Room} room */
  showRoom({ viewers, video }) {
    this.#isVideo = video;
    if (!this.#isAsking) this.#video.checked = video;
    setText(this.#viewers, viewerCountText(viewers));
    setText(this.#count, String(viewers));
    this.#count.setAttribute("aria-label", viewerCountText(viewers));
    this.#count.hidden = viewers === 0;
  }

  /** The link by which a phone becomes the camera, if there is one that can work. */
  get cameraLink() {
    return this.#links && !this.#hint("camera") ? this.#link("camera") : null;
  }

  get #address() {
    return /** @type {Address} */ (this.#addresses[Math.max(0, this.#choice.selectedIndex)]);
  }

  /** @param {LinkKind} kind */
  #link(kind) {
    return this.#links ? roomLink(this.#address.base, kind, this.#links[kind]) : "";
  }

  /** Why a guest's device cannot use this link; "" when it can. @param {LinkKind} kind */
  #hint(kind) {
    const { isLocal, isSecure } = this.#address;
    if (isLocal) return HINTS[kind];
    return kind === "camera" && !isSecure ? HINTS.insecure : "";
  }

  #showLinks() {
    for (const kind of KINDS) {
      const link = this.#link(kind);
      const hint = this.#hint(kind);
      const hintLine = byId(`share-${kind}-hint`, HTMLElement);
      hintLine.replaceChildren(...withCommands(hint));
      hintLine.hidden = !hint;
      byId(`share-${kind}-code`, HTMLElement).replaceChildren(...(link && !hint ? [qrSvg(link)] : []));
      byId(`share-${kind}-code`, HTMLElement).hidden = Boolean(hint);
      byId(`share-${kind}-line`, HTMLElement).hidden = kind === "camera" && Boolean(hint);
      byId(`share-${kind}-address`, HTMLInputElement).value = link;
    }
    this.#renew.disabled = !this.#links;
    this.#video.disabled = !this.#links;
  }

  /** @param {LinkKind} kind */
  #listenToButtons(kind) {
    const address = byId(`share-${kind}-address`, HTMLInputElement);
    address.addEventListener("focus", () => address.select());
    // Chromium shows an empty field when it is scrolled and ends in an ellipsis.
    address.addEventListener("blur", () => (address.scrollLeft = 0));
    const copy = this.#dialog.querySelector(`[data-copy="${kind}"]`);
    copy?.addEventListener("click", () => void this.#copy(address));
    const send = this.#dialog.querySelector(`[data-send="${kind}"]`);
    if (!(send instanceof HTMLElement)) return;
    send.hidden = typeof navigator.share !== "function";
    send.addEventListener("click", () => {
      // It rejects when the system's dialog is cancelled.
      navigator.share({ title: "Posecast", url: this.#link(kind) }).catch(() => undefined);
    });
  }

  /** @param {HTMLInputElement} address */
  async #copy(address) {
    try {
      await navigator.clipboard.writeText(address.value);
      setText(this.#said, "Copied.");
    } catch {
      // Insecure pages and those without permission have no clipboard: then the text is selected.
      address.focus();
      setText(this.#said, "The link is marked: copy it with the keyboard or a long press.");
    }
  }

  async #chooseVideo() {
    const wanted = this.#video.checked;
    this.#isAsking = true;
    const trouble = await this.#listeners.onVideo(wanted);
    this.#isAsking = false;
    if (trouble) this.#video.checked = this.#isVideo;
    setText(this.#said, trouble || (wanted ? "Viewers see the video now." : "Viewers see the skeleton alone."));
  }

  async #makeNew() {
    this.#renew.disabled = true;
    const trouble = await this.#listeners.onRenew();
    this.#renew.disabled = false;
    setText(this.#said, trouble || "New links are made. The old ones have ended.");
  }
}

/** @param {string} text with commands between backticks */
function withCommands(text) {
  return text.split("`").map((part, index) => {
    if (index % 2 === 0) return part;
    const command = document.createElement("code");
    command.textContent = part;
    return command;
  });
}
