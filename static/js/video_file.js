import { watchFrames } from "./frame_ticks.js";
import { takeShot } from "./shot.js";
import { SourceError } from "./source.js";

/**
 * Plays a video file in a loop as if it were a camera.
 *
 * @param {HTMLVideoElement} video
 * @param {File} file
 * @returns {Promise<import("./source.js").Source & {pause: (paused: boolean) => void}>}
 * @throws {SourceError}
 */
export async function openVideoFile(video, file) {
  const address = URL.createObjectURL(file);
  video.src = address;
  video.loop = true;
  const letGo = () => {
    video.pause();
    video.removeAttribute("src");
    video.load();
    video.loop = false;
    URL.revokeObjectURL(address);
  };
  try {
    await video.play();
    if (video.videoWidth === 0) throw new Error("The file has sound, but no picture.");
  } catch (error) {
    letGo();
    throw new SourceError("video-unreadable", error);
  }
  let unwatch = () => {};
  return {
    kind: "video",
    label: file.name,
    facing: "file",
    start: (onFrame) => (unwatch = watchFrames(video, onFrame)),
    take: () => takeShot(video),
    pause: (paused) => void (paused ? video.pause() : video.play()),
    stop: () => {
      unwatch();
      letGo();
    },
  };
}
