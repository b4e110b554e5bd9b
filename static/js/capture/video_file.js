import { watchFrames } from "./frame_callback.js";
import { grabFrame } from "../stream/frame_grab.js";
import { SourceError, releaseOnAbort, resumePlayback } from "./source.js";

/**
 * Plays a video file in a loop as if it were a camera.
 *
 * @param {HTMLVideoElement} video
 * @param {File} file
 * @param {AbortSignal} signal closes it
 * @returns {Promise<import("./source.js").Source>}
 * @throws {SourceError}
 */
export async function openVideoFile(video, file, signal) {
  const address = URL.createObjectURL(file);
  releaseOnAbort(signal, () => {
    URL.revokeObjectURL(address);
    if (video.src === address) unload(video);
  });
  video.src = address;
  video.loop = true;
  try {
    await video.play();
    if (video.videoWidth === 0) throw new Error("The file has sound, but no picture.");
  } catch (error) {
    throw new SourceError("video-unreadable", error);
  }
  return {
    kind: "video",
    label: file.name,
    facing: "file",
    start: (onFrame) => releaseOnAbort(signal, watchFrames(video, onFrame)),
    grab: () => grabFrame(video),
    pause: () => video.pause(),
    resume: () => resumePlayback(video),
  };
}

/** @param {HTMLVideoElement} video */
function unload(video) {
  video.pause();
  video.removeAttribute("src");
  video.load();
  video.loop = false;
}
