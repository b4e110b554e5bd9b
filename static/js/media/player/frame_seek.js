/** The time of a copy that differs more than this is on another scale. */
const SAME_SCALE_S = 0.5;
/** Two times closer than this are of the same frame; no video has 2000 a second. */
const SAME_FRAME_S = 0.0005;

/**
 * @callback FrameListener
 * @param {number} mediaTime seconds on the video's own scale
 * @param {VideoFrame | null} frame a copy of the frame of that time, which the listener must close; null where the
 *   browser gives none: then the video element shows the frame, or one close to it
 * @returns {void}
 */

/**
 * Reports which frame a video shows, by the frame's own time: while it plays, and after it was sought to while paused.
 *
 * `requestVideoFrameCallback` gives the exact time; where it is missing, the player's position is used.
 *
 * @param {HTMLVideoElement} video
 * @param {FrameListener} onFrame
 */
export function watchVideoFrames(video, onFrame) {
  if ("requestVideoFrameCallback" in HTMLVideoElement.prototype) watchWithCallback(video, onFrame);
  else watchPosition(video, onFrame);
}

/**
 * Reports what a video shows when the frame of `mediaTime` is due.
 *
 * A video is decoded in another thread: between a callback and the drawing, the element may have gone on to the next
 * frame. A copy of the frame has its own time, so picture and time always belong together.
 *
 * @param {HTMLVideoElement} video
 * @param {number} mediaTime seconds on the video's own scale
 * @param {FrameListener} onFrame
 */
export function showFrame(video, mediaTime, onFrame) {
  const frame = copyOf(video);
  const time = frame ? frame.timestamp / 1e6 : NaN;
  // Older browsers lose the rotation of a frame.
  const isUpright = frame?.displayWidth === video.videoWidth && frame.displayHeight === video.videoHeight;
  if (isUpright && time > mediaTime - SAME_FRAME_S && time < mediaTime + SAME_SCALE_S) {
    onFrame(time, frame);
    return;
  }
  frame?.close();
  onFrame(mediaTime, null);
}

/** @param {HTMLVideoElement} video @returns {VideoFrame | null} */
function copyOf(video) {
  if (typeof VideoFrame === "undefined") return null;
  try {
    return new VideoFrame(video);
  } catch {
    return null; // while it seeks
  }
}

/**
 * @param {HTMLVideoElement} video
 * @param {FrameListener} onFrame
 */
function watchWithCallback(video, onFrame) {
  /** @type {VideoFrameRequestCallback} */
  const tick = (_, { mediaTime }) => {
    video.requestVideoFrameCallback(tick);
    showFrame(video, mediaTime, onFrame);
  };
  video.requestVideoFrameCallback(tick);
}

/**
 * @param {HTMLVideoElement} video
 * @param {FrameListener} onFrame
 */
function watchPosition(video, onFrame) {
  const tick = () => {
    onFrame(video.currentTime, null);
    if (!video.paused) requestAnimationFrame(tick);
  };
  for (const each of ["play", "seeked", "loadeddata"]) video.addEventListener(each, tick);
}
