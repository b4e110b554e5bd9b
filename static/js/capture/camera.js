import { watchFrames } from "./frame_callback.js";
import { grabFrame } from "../stream/frame_grab.js";
import { SourceError, letGoOnAbort, playOn } from "./source.js";

/** @typedef {import("./source.js").Facing} Facing */

/**
 * @typedef {object} CameraWish
 * @property {string} deviceId "" for no particular one
 * @property {"user" | "environment"} facing counts when no device is named
 */

/** More would only cost the phone's battery: what is sent is at most 640 pixels long. */
const WANTED_WIDTH = 1280;
const WANTED_HEIGHT = 720;
const WANTED_FPS = 30;
/** A camera that gives no picture for this long is as good as busy. */
const FIRST_PICTURE_MS = 10_000;

/** What the browser's error names mean to a person. @type {Readonly<Record<string, string>>} */
const TROUBLES = {
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
 * The message code for an error of getUserMedia.
 *
 * @param {unknown} error
 */
export function cameraTrouble(error) {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  return TROUBLES[name] ?? "camera-failed";
}

/**
 * Which way a camera looks. Desktop browsers do not say; a camera that says nothing looks at its user.
 *
 * @param {string | undefined} facingMode
 * @param {string} label
 * @returns {Facing}
 */
export function cameraFacing(facingMode, label) {
  if (facingMode) return facingMode === "environment" ? "rear" : "front";
  return /\b(back|rear|environment|world)\b/i.test(label) ? "rear" : "front";
}

/** @returns {Promise<{id: string, label: string}[]>} cameras by name; without permission, names are empty */
export async function listCameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind }) => kind === "videoinput")
    .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `Camera ${index + 1}` }));
}

/** @returns {Promise<string>} the message code for a camera that ended by itself: people may take the permission back */
async function whyItEnded() {
  try {
    const { state } = await navigator.permissions.query({ name: "camera" });
    return state === "denied" ? "camera-denied" : "camera-unplugged";
  } catch {
    return "camera-unplugged"; // some browsers do not tell what they allow
  }
}

/** @param {() => void} onChange a camera was plugged in or out */
export function watchCameras(onChange) {
  navigator.mediaDevices?.addEventListener("devicechange", onChange);
}

/**
 * Opens a camera and shows it in `video`.
 *
 * @param {HTMLVideoElement} video
 * @param {CameraWish} wish
 * @param {AbortSignal} signal ends it, even while a person is still being asked for the permission
 * @param {(code: string) => void} onLost the camera went away while it was used
 * @returns {Promise<import("./source.js").Source & {deviceId: string}>}
 * @throws {SourceError}
 */
export async function openCamera(video, wish, signal, onLost) {
  if (!globalThis.isSecureContext || !navigator.mediaDevices) throw new SourceError("camera-insecure");
  const stream = await getStream(wish);
  const track = /** @type {MediaStreamTrack} */ (stream.getVideoTracks()[0]);
  letGoOnAbort(signal, () => {
    for (const each of stream.getTracks()) each.stop();
    if (video.srcObject === stream) video.srcObject = null;
  });
  video.srcObject = stream;
  await firstPicture(video);
  const tellLoss = async () => {
    const code = await whyItEnded();
    if (!signal.aborted) onLost(code);
  };
  track.addEventListener("ended", () => void tellLoss(), { signal });
  // A phone call takes the camera away for a while; some browsers leave the video stopped after it.
  track.addEventListener("unmute", () => playOn(video), { signal });
  const { deviceId = "", facingMode } = track.getSettings();
  return {
    kind: "camera",
    label: track.label,
    facing: cameraFacing(facingMode, track.label),
    deviceId,
    alive: () => track.readyState === "live",
    stalled: () => track.muted,
    start: (onFrame) => letGoOnAbort(signal, watchFrames(video, onFrame)),
    take: () => grabFrame(video),
    resume: () => playOn(video),
  };
}

/**
 * @param {CameraWish} wish
 * @returns {Promise<MediaStream>}
 */
async function getStream({ deviceId, facing }) {
  const size = { width: { ideal: WANTED_WIDTH }, height: { ideal: WANTED_HEIGHT }, frameRate: { ideal: WANTED_FPS } };
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: facing } };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
  } catch (error) {
    // The remembered camera may be at home while its owner travels: any other one will do.
    const code = cameraTrouble(error);
    if (deviceId && code === "camera-absent") return getStream({ deviceId: "", facing });
    throw new SourceError(code, error);
  }
}

/**
 * Plays the video and waits until it shows something: play() itself may stay pending while a camera gives nothing.
 *
 * @param {HTMLVideoElement} video
 * @throws {SourceError}
 */
async function firstPicture(video) {
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
