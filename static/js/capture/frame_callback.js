/**
 * Calls `onFrame` for every new frame that the video shows, with the frame's time on the page's clock in ms.
 *
 * `requestVideoFrameCallback` fires exactly once a frame; where it is missing, the video's time is watched at
 * the screen's own pace.
 *
 * @param {HTMLVideoElement} video
 * @param {(t: number) => void} onFrame
 * @returns {() => void} stops it
 */
export function watchFrames(video, onFrame) {
  return "requestVideoFrameCallback" in HTMLVideoElement.prototype
    ? watchWithVideoCallback(video, onFrame)
    : watchWithScreen(video, onFrame);
}

/**
 * @param {HTMLVideoElement} video
 * @param {(t: number) => void} onFrame
 */
function watchWithVideoCallback(video, onFrame) {
  /** @type {VideoFrameRequestCallback} */
  const tick = (now, metadata) => {
    handle = video.requestVideoFrameCallback(tick);
    onFrame(metadata.captureTime ?? metadata.presentationTime ?? now);
  };
  let handle = video.requestVideoFrameCallback(tick);
  return () => video.cancelVideoFrameCallback(handle);
}

/**
 * @param {HTMLVideoElement} video
 * @param {(t: number) => void} onFrame
 */
function watchWithScreen(video, onFrame) {
  let shown = -1;
  /** @param {number} now */
  const tick = (now) => {
    handle = requestAnimationFrame(tick);
    if (video.currentTime === shown || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    shown = video.currentTime;
    onFrame(now);
  };
  let handle = requestAnimationFrame(tick);
  return () => cancelAnimationFrame(handle);
}
