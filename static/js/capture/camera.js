import { watchFrames } from "./frame_callback.js";
import { grabFrame } from "../stream/frame_grab.js";
import { SourceError, releaseOnAbort, resumePlayback } from "./source.js";

/** @typedef {import("./source.js").Facing} Facing */

/**
 * @typedef {object} CameraRequest
 * @property {string} deviceId "" for any camera
 * @property {"user" | "environment"} facing used when deviceId is ""
 */

/** Frames are sent at 640 pixels at most; a larger picture would only cost the phone's battery. */
const WANTED_WIDTH = 1280;
const WANTED_HEIGHT = 720;
const WANTED_FPS = 30;
/** A camera that gives no picture for this long counts as busy. */
const FIRST_PICTURE_MS = 10_000;

/** Message codes by the browser's error names. @type {Readonly<Record<string, string>>} */
const ERROR_CODES = {
  NotAllowedError: "camera-denied",
  SecurityError: "camera-denied",
  NotFoundError: "camera-absent",
  DevicesNotFoundError: "camera-absent",
  OverconstrainedError: "camera-absent",
  NotReadableError: "camera-busy",
  TrackStartError: "camera-busy",
  AbortError: "camera-busy",
};

/**
 * Finds the message code for an error of getUserMedia.
 *
 * @param {unknown} error
 */
export function cameraErrorCode(error) {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  return ERROR_CODES[name] ?? "camera-failed";
}

/**
 * Says which way a camera faces. Desktop browsers do not tell; an unknown camera faces its user.
 *
 * @param {string | undefined} facingMode
 * @param {string} label
 * @returns {Facing}
 */
export function cameraFacing(facingMode, label) {
  if (facingMode) return facingMode === "environment" ? "rear" : "front";
  return /\b(back|rear|environment|world)\b/i.test(label) ? "rear" : "front";
}

/** Lists the cameras. @returns {Promise<{id: string, label: string}[]>} without permission, ids are empty */
export async function listCameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind }) => kind === "videoinput")
    .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `Camera ${index + 1}` }));
}

/** Finds the message code for a camera that ended by itself: the person may have withdrawn the permission. */
async function endCode() {
  try {
    const { state } = await navigator.permissions.query({ name: "camera" });
    return state === "denied" ? "camera-denied" : "camera-unplugged";
  } catch {
    return "camera-unplugged"; // some browsers have no such query
  }
}

/** Watches for cameras that are plugged in or out. @param {() => void} onChange */
export function watchCameras(onChange) {
  navigator.mediaDevices?.addEventListener("devicechange", onChange);
}

/**
 * Opens a camera and shows it in `video`.
 *
 * @param {HTMLVideoElement} video
 * @param {CameraRequest} request
 * @param {AbortSignal} signal closes it, even while the browser is still asking for permission
 * @param {(code: string) => void} onLost the camera ended while it was used
 * @returns {Promise<import("./source.js").Source & {deviceId: string}>}
 * @throws {SourceError}
 */
export async function openCamera(video, request, signal, onLost) {
  if (!globalThis.isSecureContext || !navigator.mediaDevices) throw new SourceError("camera-insecure");
  const stream = await getStream(request);
  const track = /** @type {MediaStreamTrack} */ (stream.getVideoTracks()[0]);
  releaseOnAbort(signal, () => {
    for (const each of stream.getTracks()) each.stop();
    if (video.srcObject === stream) video.srcObject = null;
  });
  video.srcObject = stream;
  await waitForPicture(video);
  const reportLoss = async () => {
    const code = await endCode();
    if (!signal.aborted) onLost(code);
  };
  track.addEventListener("ended", () => void reportLoss(), { signal });
  // A phone call mutes the camera for a while; some browsers leave the video stopped after it.
  track.addEventListener("unmute", () => resumePlayback(video), { signal });
  const { deviceId = "", facingMode } = track.getSettings();
  return {
    kind: "camera",
    label: track.label,
    facing: cameraFacing(facingMode, track.label),
    deviceId,
    isAlive: () => track.readyState === "live",
    isStalled: () => track.muted,
    start: (onFrame) => releaseOnAbort(signal, watchFrames(video, onFrame)),
    grab: () => grabFrame(video),
    resume: () => resumePlayback(video),
  };
}

/**
 * @param {CameraRequest} request
 * @returns {Promise<MediaStream>}
 */
async function getStream({ deviceId, facing }) {
  const size = { width: { ideal: WANTED_WIDTH }, height: { ideal: WANTED_HEIGHT }, frameRate: { ideal: WANTED_FPS } };
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: facing } };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
  } catch (error) {
    // The camera chosen before is not here: use any other.
    const code = cameraErrorCode(error);
    if (deviceId && code === "camera-absent") return getStream({ deviceId: "", facing });
    throw new SourceError(code, error);
  }
}

/**
 * Plays the video and waits until it shows a picture: play() itself may stay pending while a camera gives none.
 *
 * @param {HTMLVideoElement} video
 * @throws {SourceError}
 */
async function waitForPicture(video) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(reject, FIRST_PICTURE_MS, new Error("The camera gives no picture."));
  });
  try {
    await Promise.race([playWithSize(video), tooLate]);
  } catch (error) {
    throw new SourceError("camera-busy", error);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {HTMLVideoElement} video */
async function playWithSize(video) {
  await video.play();
  if (video.videoWidth > 0) return;
  await new Promise((resolve) => video.addEventListener("resize", resolve, { once: true }));
}
