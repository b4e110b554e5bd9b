import { byId, setText } from "./dom.js";
import { qrSvg } from "./qr_code.js";
import { batteryText, cameraName, countdown, phoneAwayNotice, phoneStateText } from "../text/room_text.js";

/** @typedef {import("../protocol/wire.js").Room} Room */

/** What the owner's page shows of the phone that is its camera: a line about it, and what to do when it has left. */
export class RemoteCameraPanel {
  #strip = byId("remote-strip", HTMLElement);
  #name = byId("remote-name", HTMLElement);
  #state = byId("remote-state", HTMLElement);
  #battery = byId("remote-battery", HTMLElement);
  #away = byId("remote-away", HTMLElement);
  #awayTitle = byId("remote-away-title", HTMLElement);
  #awayText = byId("remote-away-text", HTMLElement);
  #code = byId("remote-away-code", HTMLElement);
  #codeOf = "";
  #awaySince = NaN;
  #keptForS = 0;
  #hasPose = false;
  /** @type {Room | null} null while this computer is the camera */
  #room = null;

  /** @param {number} seconds for which the server keeps the session of a camera that is away */
  setKeptFor(seconds) {
    this.#keptForS = seconds;
  }

  /**
   * @param {Room | null} room null when this computer is the camera
   * @param {number} now ms
   */
  show(room, now) {
    const isAway = room?.camera === "away" || room?.camera === "none";
    if (!isAway) this.#awaySince = NaN;
    else if (Number.isNaN(this.#awaySince)) this.#awaySince = now;
    if (!room || isAway) this.#hasPose = false;
    this.#room = room;
    if (room) this.#describe(room);
    this.tick(now);
  }

  /** Hides the text, because a pose of the phone is shown in its place. */
  poseShown() {
    if (this.#hasPose) return;
    this.#hasPose = true;
    this.#away.hidden = true;
    this.#strip.hidden = this.#room === null;
  }

  /** Updates what depends on the time. Call a few times a second. @param {number} now ms */
  tick(now) {
    const isAway = !Number.isNaN(this.#awaySince);
    const waits = this.#room !== null && !isAway && !this.#hasPose;
    this.#away.hidden = !isAway && !waits;
    // The text replaces the line.
    this.#strip.hidden = this.#room === null || !this.#away.hidden;
    if (!this.#room || this.#away.hidden) return;
    const name = cameraName(this.#room.camera_name);
    const left = this.#room.camera === "away" ? countdown(now - this.#awaySince, this.#keptForS) : "";
    this.#code.hidden = !isAway;
    if (waits && this.#room.camera === "paused") this.#showText(`${name} is paused`, "Press the big button on it to go on.");
    else if (waits) this.#showText(`${name} is the camera`, "Waiting for its first picture…");
    else {
      const { title, text } = phoneAwayNotice(name, left, this.#codeOf !== "");
      this.#showText(title, text);
    }
  }

  /** @param {string | null} link that makes a phone the camera; null without one */
  showLink(link) {
    if (this.#codeOf === (link ?? "")) return;
    this.#codeOf = link ?? "";
    this.#code.replaceChildren(...(link ? [qrSvg(link)] : []));
  }

  /**
   * @param {string} title
   * @param {string} text
   */
  #showText(title, text) {
    setText(this.#awayTitle, title);
    setText(this.#awayText, text);
  }

  /** @param {Room} room */
  #describe(room) {
    setText(this.#name, cameraName(room.camera_name));
    setText(this.#state, phoneStateText(room));
    this.#strip.dataset["camera"] = room.camera;
    const battery = batteryText(room.camera_state);
    this.#battery.hidden = battery === null;
    setText(this.#battery, battery?.text ?? "");
    this.#battery.dataset["low"] = String(battery?.isLow ?? false);
  }
}
