import { FIRST_CLIENT_STATE } from "./camera_client.js";
import { NO_SOURCE } from "../capture/source_controller.js";
import { phoneStatus } from "../text/phone_text.js";
import { SILENT_AFTER_MS } from "../text/status_text.js";

/**
 * @typedef {object} PhoneFields
 * @property {import("../capture/source_controller.js").SourceStatus} source this phone's camera
 * @property {boolean} isStalled is the camera open, but gives no picture?
 * @property {boolean} isRecovering will a lost camera be opened again without a person?
 * @property {Readonly<import("../storage/preferences.js").PreferenceValues>} preferences
 * @property {boolean} hasBegun was the first tap made?
 * @property {boolean} hasJoined has the camera worked, so that this page joined the room?
 * @property {boolean} hadSession had this page a session that it could resume?
 * @property {boolean} serverStopped did the server say that it stops? It forgets its rooms then.
 * @property {number} openSince when the newest connection opened, page clock, ms; NaN before the first
 * @property {string | null} ended why this phone is the camera no longer: a key of MESSAGES
 *
 * @typedef {import("./camera_client.js").ClientState & PhoneFields} PhoneState
 */

/**
 * @typedef {object} PhoneMeasurements what changes all the time and is read when the status is shown
 * @property {number | null} people in the newest pose; null without one
 * @property {number} silentForMs how long the server has owed an answer
 * @property {boolean} loadingModel
 */

/**
 * @param {Readonly<import("../storage/preferences.js").PreferenceValues>} preferences
 * @param {boolean} hadSession
 * @param {string | null} ended
 * @returns {PhoneState}
 */
export function firstPhoneState(preferences, hadSession, ended) {
  return {
    ...FIRST_CLIENT_STATE,
    ...{ source: NO_SOURCE, isStalled: false, isRecovering: false, preferences },
    ...{ hasBegun: false, hasJoined: false, hadSession, serverStopped: false, openSince: NaN, ended },
  };
}

/** Says which mirror setting applies. @param {Readonly<PhoneState>} state */
export function facing({ source, preferences }) {
  return source.facing ?? (preferences.facing === "user" ? "front" : "rear");
}

/** @param {Readonly<PhoneState>} state */
export function isMirrored(state) {
  return state.preferences.mirror[facing(state)];
}

/** Says which controls are shown. @param {Readonly<PhoneState>} state @returns {"start" | "controls" | "none"} */
export function controls({ ended, hasBegun }) {
  if (ended !== null) return "none";
  return hasBegun ? "controls" : "start";
}

/** Finds the code of the card that is shown in place of the picture; null for none. @param {Readonly<PhoneState>} state */
export function cardCode({ ended, source, isRecovering }) {
  const code = ended ?? (isRecovering ? null : source.error);
  return code === "camera-insecure" ? "phone-insecure" : code;
}

/**
 * @param {Readonly<PhoneState>} state
 * @param {PhoneMeasurements} measured
 */
export function phoneStatusOf(state, { people, silentForMs, loadingModel }) {
  return phoneStatus({
    state: state.source.state,
    isRecovering: state.isRecovering,
    muted: state.isStalled,
    connection: state.connection.state,
    serverStopped: state.serverStopped,
    isCamera: state.isCamera,
    people: people ?? 0,
    hasPose: people !== null,
    isSilent: !loadingModel && silentForMs > SILENT_AFTER_MS,
  });
}
