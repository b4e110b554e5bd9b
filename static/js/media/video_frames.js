/** A frame that far from the callback's own is counted on another scale. */
const LATE_LIMIT_S = 0.5;

/**
 * Tells which frame a video shows, by the frame's own time: while it plays, and after every jump of a paused one.
 *
 * `requestVideoFrameCallback` names the very frame; where it is missing, the player's position is the best guess.
 *
 * @param {HTMLVideoElement} video
 * @param {(mediaTime: number) => void} onFrame seconds on the video's own scale
 */
export function watchVideoFrames(video, onFrame) {
  if ("requestVideoFrameCallback" in HTMLVideoElement.prototype) watchWithCallback(video, onFrame);
  else watchPosition(video, onFrame);
}

/**
 * @param {HTMLVideoElement} video
 * @param {(mediaTime: number) => void} onFrame
 */
function watchWithCallback(video, onFrame) {
  /** @type {VideoFrameRequestCallback} */
  const tick = (_, { mediaTime }) => {
    video.requestVideoFrameCallback(tick);
    onFrame(timeOnShow(video, mediaTime));
  };
  video.requestVideoFrameCallback(tick);
}

/**
 * When the page is late, the video has gone on since the callback was due, and drawing it gives a newer frame.
 *
 * @param {HTMLVideoElement} video
 * @param {number} mediaTime of the callback
 * @returns {number} seconds on the video's own scale
 */
function timeOnShow(video, mediaTime) {
  const time = frameTime(video);
  return time !== null && time > mediaTime && time - mediaTime < LATE_LIMIT_S ? time : mediaTime;
}

/** @param {HTMLVideoElement} video @returns {number | null} seconds; null where the browser cannot tell */
function frameTime(video) {
  if (typeof VideoFrame === "undefined") return null;
  try {
    const frame = new VideoFrame(video);
    frame.close();
    return frame.timestamp / 1e6;
  } catch {
    return null; // in the middle of a jump
  }
}

/**
 * @param {HTMLVideoElement} video
 * @param {(mediaTime: number) => void} onFrame
 */
function watchPosition(video, onFrame) {
  const tick = () => {
    onFrame(video.currentTime);
    if (!video.paused) requestAnimationFrame(tick);
  };
  for (const each of ["play", "seeked", "loadeddata"]) video.addEventListener(each, tick);
}
