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
    onFrame(mediaTime);
  };
  video.requestVideoFrameCallback(tick);
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
