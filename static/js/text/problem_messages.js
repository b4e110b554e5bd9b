import { SERVER_GONE } from "../connection/connection_state.js";
import { ProblemCode } from "../protocol/wire.js";

/**
 * @typedef {"start-camera" | "next-camera" | "open-video" | "open-picture" | "reload" | "reconnect" | "share"
 *   | "take-back" | "rejoin" | "own-page" | "trust"} Action
 */
/** @typedef {{title: string, text: string, actions: readonly Action[]}} Message */

/** The label of each action's button. @type {Readonly<Record<Action, string>>} */
export const ACTION_LABELS = Object.freeze({
  "start-camera": "Try again",
  "next-camera": "Use another camera",
  "open-video": "Open a video",
  "open-picture": "Open a picture",
  reload: "Reload the page",
  reconnect: "Try now",
  share: "Show the links",
  "take-back": "Use this computer’s camera",
  rejoin: "Use this phone again",
  "own-page": "Use my own camera instead",
  trust: "How to open it securely",
});

/** @type {readonly Action[]} */
const AGAIN_OR_FILE = ["start-camera", "open-video", "open-picture"];
/** @type {readonly Action[]} */
const FILE_ONLY = ["open-video", "open-picture"];

/** Messages about a source or the connection, by code: what happened, what to do, and the buttons that do it. */
export const MESSAGES = /** @type {Readonly<Record<string, Message>>} */ ({
  "camera-denied": {
    title: "The camera is blocked",
    text: "This page was not allowed to use the camera. Allow it with the camera or lock symbol beside the address, then try again.",
    actions: AGAIN_OR_FILE,
  },
  "camera-absent": {
    title: "No camera found",
    text: "Plug one in or switch it on, then try again. A video or a picture works too.",
    actions: AGAIN_OR_FILE,
  },
  "camera-busy": {
    title: "The camera is in use",
    text: "Another program or tab holds the camera. Close it there, then try again, or use another camera.",
    actions: ["start-camera", "next-camera", "open-video"],
  },
  "camera-unplugged": {
    title: "The camera went away",
    text: "It was unplugged, switched off or taken by another program. Bring it back and try again, or use another one.",
    actions: ["start-camera", "next-camera", "open-video"],
  },
  "camera-insecure": {
    title: "The camera needs a secure page",
    text: "Browsers give the camera only to pages with an https:// address, or to http://localhost on the machine itself. Open this site by such an address, or use a file.",
    actions: FILE_ONLY,
  },
  "camera-failed": {
    title: "The camera did not start",
    text: "The browser gave no reason. Trying again often helps; so does another camera.",
    actions: ["start-camera", "next-camera", "open-video"],
  },
  "video-unreadable": {
    title: "This video cannot be played",
    text: "The file is damaged, or in a format that this browser does not know. MP4 with H.264 and WebM work almost everywhere.",
    actions: FILE_ONLY,
  },
  "picture-unreadable": {
    title: "This picture cannot be read",
    text: "The file is damaged, or in a format that this browser does not know. JPEG, PNG and WebP work everywhere.",
    actions: ["open-picture", "open-video"],
  },
  [SERVER_GONE]: {
    title: "The server does not answer",
    text: "Posecast keeps trying and goes on by itself when the server is back.",
    actions: ["reconnect"],
  },
  [ProblemCode.SERVER_STOPPING]: {
    title: "The server is being stopped",
    text: "Somebody stopped or restarted it. Posecast goes on by itself when it is back.",
    actions: ["reconnect"],
  },
  [ProblemCode.SERVER_FULL]: {
    title: "No place is free",
    text: "The server or this room has no place for another device. Posecast asks again every few seconds.",
    actions: ["reconnect"],
  },
  [ProblemCode.WRONG_VERSION]: {
    title: "The server was updated",
    text: "This page is from before the update. Reload it to go on.",
    actions: ["reload"],
  },
  [ProblemCode.NO_SUCH_ROOM]: {
    title: "This link leads nowhere",
    text: "Its room has closed, new links were made, or a part of it got lost on the way. Ask for a new one.",
    actions: ["own-page"],
  },
  [ProblemCode.NO_DESKTOP]: {
    title: "Open Posecast on the computer first",
    text: "This code makes the phone its camera, and no page is open there. Open one, then try again.",
    actions: ["rejoin"],
  },
  [ProblemCode.LINK_ENDED]: {
    title: "This link has ended",
    text: "Whoever gave it to you has made new links or closed the room. Ask for a new one.",
    actions: ["own-page"],
  },
  [ProblemCode.TOO_MANY_TRIES]: {
    title: "Too many links that do not work",
    text: "Too many were tried from this network. Posecast asks again in a minute.",
    actions: ["reconnect"],
  },
  [ProblemCode.TOO_SLOW]: {
    title: "The connection is too slow",
    text: "The server had more to send than this connection could carry, so it stopped. A better network helps.",
    actions: ["reconnect"],
  },
  [ProblemCode.TOO_MANY_MESSAGES]: {
    title: "This page sent too much",
    text: "More came in a second than a camera sends, so the server closed the connection. Posecast connects again in a few seconds.",
    actions: ["reconnect"],
  },
  [ProblemCode.BREAKS_WORKERS]: {
    title: "The server cannot read this camera's frames",
    text: "They made it fail again and again, so it stopped taking them. Choose another camera or file, then connect again.",
    actions: ["reconnect"],
  },
  [ProblemCode.BAD_ORIGIN]: {
    title: "The server does not know this address",
    text: "Open the page by the address that the server printed when it started. If a proxy or a tunnel leads here, whoever runs the server starts it with --public-url and the address that people open.",
    actions: ["reload"],
  },
  displaced: {
    title: "Another device is the camera now",
    text: "The big screen took the camera back, or another phone joined. This one can take over again.",
    actions: ["rejoin"],
  },
  "away-too-long": {
    title: "This phone was away for long",
    text: "Its place as the camera was kept for two minutes. It can take over again.",
    actions: ["rejoin"],
  },
  "phone-insecure": {
    title: "This page is not secure yet",
    text: "Browsers give the camera only to https:// pages. Start the server with posecast serve --lan, and scan the code that it shows then.",
    actions: ["trust"],
  },
  refused: {
    title: "The server refused this page",
    text: "Reload the page, or ask whoever runs the server.",
    actions: ["reload", "reconnect"],
  },
});

/** Messages that differ for viewers and phones, whose link a restarted server does not know any more. @type {Readonly<Record<string, Message>>} */
const MESSAGES_FOR_LINKS = Object.freeze({
  [SERVER_GONE]: {
    title: "The server does not answer",
    text: "Posecast keeps trying. If the server was restarted, this link has ended: ask for a new one.",
    actions: ["reconnect"],
  },
  [ProblemCode.SERVER_STOPPING]: {
    title: "The server is being stopped",
    text: "Somebody stopped or restarted it, and this link ends with that. Ask for a new one when it is back.",
    actions: ["reconnect"],
  },
});

export const SCENE_MESSAGES = Object.freeze({
  absent: {
    title: "No 3D view here",
    text: "This browser cannot draw 3D (WebGL is switched off or missing). The picture works without it.",
  },
  lost: {
    title: "The 3D view was interrupted",
    text: "The graphics driver took it away. It comes back by itself; the picture goes on meanwhile.",
  },
});

/**
 * Finds the message for a code.
 *
 * @param {string} code
 * @param {readonly Action[]} [possible] the actions that this page has; all by default
 * @returns {Message}
 */
export function messageFor(code, possible) {
  return withActions(/** @type {Message} */ (MESSAGES[code] ?? MESSAGES["refused"]), possible);
}

/**
 * Finds the message for a code on a page that was opened by a link.
 *
 * @param {string} code
 * @param {readonly Action[]} possible the actions that this page has
 * @returns {Message}
 */
export function messageForLink(code, possible) {
  const message = MESSAGES_FOR_LINKS[code];
  return message ? withActions(message, possible) : messageFor(code, possible);
}

/**
 * @param {Message} message
 * @param {readonly Action[]} [possible]
 */
function withActions(message, possible) {
  return possible ? { ...message, actions: message.actions.filter((action) => possible.includes(action)) } : message;
}

/**
 * Says in a toast that a file cannot be a source.
 *
 * @param {string} fileName
 */
export function unknownFileText(fileName) {
  return `${fileName} is neither a video nor a picture. MP4 and WebM work almost everywhere, JPEG, PNG and WebP everywhere.`;
}

const LOST_FRAME = "The server lost one frame and is putting that right.";

/** Toasts by code; null says nothing. @type {Readonly<Record<string, string | null>>} */
const TOASTS = Object.freeze({
  [ProblemCode.WORKER_LOST]: LOST_FRAME,
  [ProblemCode.WORKER_HUNG]: LOST_FRAME,
  // The next frames are smaller.
  [ProblemCode.FRAME_TOO_LARGE]: null,
  [ProblemCode.FRAME_TOO_MANY_PIXELS]: null,
  // A card or a banner says it.
  [ProblemCode.SERVER_STOPPING]: null,
  [ProblemCode.LINK_ENDED]: null,
  [ProblemCode.TOO_SLOW]: null,
  [ProblemCode.TOO_MANY_MESSAGES]: null,
  [ProblemCode.BREAKS_WORKERS]: null,
  // It is about something that this page has just stopped doing.
  [ProblemCode.NOT_ALLOWED]: null,
});

/** Codes for which the server's own message is shown: it says what was wrong with this page's message. */
export const SHOWN_AS_SENT = /** @type {readonly string[]} */ ([
  ProblemCode.BAD_AUTH,
  ProblemCode.BAD_MESSAGE,
  ProblemCode.BAD_SETTINGS,
  ProblemCode.BROKEN_JPEG,
  ProblemCode.FRAME_EMPTY,
  ProblemCode.FRAME_TOO_COSTLY,
  ProblemCode.INTERNAL,
  ProblemCode.MODEL_UNAVAILABLE,
  ProblemCode.NOT_A_JPEG,
  ProblemCode.STALE_SEQ,
]);

/**
 * Finds the toast for a problem; null where nothing needs to be said.
 *
 * @param {string} code
 * @param {string} message the server's own
 * @returns {string | null}
 */
export function problemToast(code, message) {
  const toast = TOASTS[code];
  return toast === undefined ? message || "The server could not use a frame." : toast;
}
