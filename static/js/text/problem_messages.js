import { SERVER_GONE } from "../connection/link_state.js";
import { ProblemCode } from "../protocol/wire.js";

/**
 * @typedef {"start-camera" | "next-camera" | "open-video" | "open-picture" | "reload" | "reconnect" | "share"
 *   | "take-back" | "rejoin" | "own-page" | "trust"} Action
 */
/** @typedef {{title: string, text: string, actions: readonly Action[]}} Message */

/** What stands on the button of each way out. @type {Readonly<Record<Action, string>>} */
export const ACTION_WORDS = Object.freeze({
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

/** What can go wrong with a source or the link: what happened, what to do, and the buttons that do it. */
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
    text: "As many take part as the server or this room can bear. Posecast asks again every few seconds.",
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
    text: "From this network, too many were tried. Posecast asks again in a minute.",
    actions: ["reconnect"],
  },
  [ProblemCode.TOO_SLOW]: {
    title: "The connection is too slow",
    text: "More came than this device could take, so the server stopped sending. A better network helps.",
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

/** What is otherwise for those who came by a link, which a restarted server knows no more. @type {Readonly<Record<string, Message>>} */
const FOR_GUESTS = Object.freeze({
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

export const SPACE_MESSAGES = Object.freeze({
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
 * @param {string} code
 * @param {readonly Action[]} [possible] the ways out that this page has; all of them by default
 */
export function messageFor(code, possible) {
  const message = /** @type {Message} */ (MESSAGES[code] ?? MESSAGES["refused"]);
  return possible ? { ...message, actions: message.actions.filter((action) => possible.includes(action)) } : message;
}

/**
 * @param {string} code
 * @param {readonly Action[]} possible
 */
export function messageForGuest(code, possible) {
  const message = FOR_GUESTS[code];
  return message ? { ...message, actions: message.actions.filter((action) => possible.includes(action)) } : messageFor(code, possible);
}

/**
 * For the toast: nothing ends for a file that is no source.
 *
 * @param {string} fileName
 */
export function unknownFileWords(fileName) {
  return `${fileName} is neither a video nor a picture. MP4 and WebM work almost everywhere, JPEG, PNG and WebP everywhere.`;
}

const SPOKEN_OF_ELSEWHERE = /** @type {readonly string[]} */ ([
  ProblemCode.SERVER_STOPPING,
  ProblemCode.LINK_ENDED,
  ProblemCode.TOO_SLOW,
  ProblemCode.NOT_ALLOWED,
]);

/**
 * Problems of single frames or of settings, for the toast; null for those that cure themselves unseen.
 *
 * @param {string} code
 * @param {string} message the server's words
 */
export function problemWords(code, message) {
  if (code === ProblemCode.WORKER_LOST || code === ProblemCode.WORKER_HUNG) {
    return "The server lost one frame and is putting that right.";
  }
  if (code === ProblemCode.FRAME_TOO_LARGE || code === ProblemCode.FRAME_TOO_MANY_PIXELS) return null;
  // These have a card or a banner of their own, or are about what this page has just stopped to do.
  if (SPOKEN_OF_ELSEWHERE.includes(code)) return null;
  return message || "The server could not use a frame.";
}
