/**
 * Calls `onFrame` for each new frame that the video shows, with the frame's time on the page's clock in ms.
 *
 * `requestVideoFrameCallback` fires once a frame; where it is missing, the video's time is read before each repaint.
 *
 * @param {HTMLVideoElement} video
 * @param {(t: number) => void} onFrame
 * @returns {() => void} stops it
 */
export function watchFrames(video, onFrame) {
  return "requestVideoFrameCallback" in HTMLVideoElement.prototype
    ? watchWithFrameCallback(video, onFrame)
    : watchWithRepaints(video, onFrame);
}

/**
 * @param {HTMLVideoElement} video
 * @param {(t: number) => void} onFrame
 */
function watchWithFrameCallback(video, onFrame) {
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
function watchWithRepaints(video, onFrame) {
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
