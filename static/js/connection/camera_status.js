/** What a camera tells its room about itself: whether it is paused, its battery, and the name of its device. */

/** @typedef {import("../protocol/wire.js").State} State */
/** @typedef {{battery: number | null, charging: boolean | null}} Battery battery: 0..1; null where the browser does not say */

/** A line on a phone has no room for longer names, in characters. */
const LONGEST_NAME = 40;

/** Sends the camera's status: only changes, and everything again after a new welcome. */
export class CameraStatus {
  #send;
  #active = false;
  /** @type {State} */
  #state = { paused: true };
  /** The status sent last, as JSON. */
  #sent = "";

  /** @param {(state: State) => Promise<unknown>} send */
  constructor(send) {
    this.#send = send;
  }

  /** @param {Partial<State>} changed */
  set(changed) {
    this.#state = { ...this.#state, ...changed };
    this.#sendChanges();
  }

  /** @param {boolean} active is this client the room's camera, on an open connection? */
  setActive(active) {
    this.#active = active;
    this.#sent = "";
    this.#sendChanges();
  }

  #sendChanges() {
    const state = JSON.stringify(this.#state);
    if (!this.#active || state === this.#sent) return;
    this.#sent = state;
    this.#send(this.#state).catch(() => {
      // The connection is failing; everything is sent again after the next welcome.
      this.#sent = "";
    });
  }
}

/**
 * Watches the battery where the browser gives access to it (Chromium does; Safari and Firefox do not).
 *
 * @param {{getBattery?: () => Promise<EventTarget & {level: number, charging: boolean}>}} navigator
 * @param {(battery: Battery) => void} onChange called at once, and after every change
 */
export async function watchBattery(navigator, onChange) {
  try {
    const battery = await navigator.getBattery?.();
    if (!battery) return;
    const report = () => onChange({ battery: battery.level, charging: battery.charging });
    battery.addEventListener("levelchange", report);
    battery.addEventListener("chargingchange", report);
    report();
  } catch {
    // A permissions policy forbids it: the battery stays unknown.
  }
}

/**
 * Names a device from what its browser says about it.
 *
 * @param {string} userAgent
 * @param {string} [model] from the browser's client hints, "" where it does not say
 * @returns {string} "" where the browser says nothing of use
 */
export function deviceName(userAgent, model = "") {
  if (model) return model.slice(0, LONGEST_NAME);
  const apple = /\b(iPhone|iPad|iPod)\b/.exec(userAgent)?.[1];
  if (apple) return apple;
  // "Android 10; K" is what Chrome says of every device since 2023.
  const android = /Android [^;)]*; ([^;)]{2,})/.exec(userAgent)?.[1]?.replace(/ Build\/.*/, "");
  if (android && !/^(Mobile|Tablet|rv:)/.test(android)) return android.trim().slice(0, LONGEST_NAME);
  if (/Android/.test(userAgent)) return /Mobile/.test(userAgent) ? "Android phone" : "Android tablet";
  return "";
}

/** Names this device. @returns {Promise<string>} */
export async function thisDeviceName() {
  const hints = /** @type {{userAgentData?: {getHighEntropyValues(names: string[]): Promise<{model?: string}>}}} */ (
    /** @type {unknown} */ (navigator)
  ).userAgentData;
  const { model } = (await hints?.getHighEntropyValues(["model"]).catch(() => null)) ?? {};
  return deviceName(navigator.userAgent, model);
}
