/** A frame that far from the callback's own is counted on another scale. */
const SAME_SCALE_S = 0.5;
/** Two times closer than this are of the same frame; no video has 2000 a second. */
const SAME_FRAME_S = 0.0005;

/**
 * @callback FrameListener
 * @param {number} mediaTime seconds on the video's own scale
 * @param {VideoFrame | null} frame the very picture of that time, to be closed by whoever gets it; null where the
 *   browser gives none away, and what the video element draws is the best guess
 * @returns {void}
 */

/**
 * Tells which frame a video shows, by the frame's own time: while it plays, and after every jump of a paused one.
 *
 * `requestVideoFrameCallback` names the very frame; where it is missing, the player's position is the best guess.
 *
 * @param {HTMLVideoElement} video
 * @param {FrameListener} onFrame
 */
export function watchVideoFrames(video, onFrame) {
  if ("requestVideoFrameCallback" in HTMLVideoElement.prototype) watchWithCallback(video, onFrame);
  else watchPosition(video, onFrame);
}

/**
 * What a video shows, once the frame of `mediaTime` is due.
 *
 * A video decodes beside the page: between a callback and the drawing of its frame, the element can have gone on to
 * the next one, even while it is asked for its time. A copy that carries its own time cannot be mistaken.
 *
 * @param {HTMLVideoElement} video
 * @param {number} mediaTime seconds on the video's own scale
 * @param {FrameListener} onFrame
 */
export function showFrame(video, mediaTime, onFrame) {
  const frame = copyOf(video);
  const time = frame ? frame.timestamp / 1e6 : NaN;
  // Older browsers forget how a frame is turned.
  const whole = frame?.displayWidth === video.videoWidth && frame.displayHeight === video.videoHeight;
  if (whole && time > mediaTime - SAME_FRAME_S && time < mediaTime + SAME_SCALE_S) {
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
    return null; // in the middle of a jump
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
