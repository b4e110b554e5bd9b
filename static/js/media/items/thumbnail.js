/** Twice the size in the list, for screens of high resolution. */
const SIDE_PX = 112;
/** A video that has not shown a frame by then cannot be shown. */
const TIMEOUT_MS = 8000;
/** The very first frame is often black. */
const POSITION_SHARE = 0.1;

/**
 * Draws the square middle of a picture, or of a frame of a video, on `canvas`.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Blob} file
 * @param {"picture" | "video"} kind
 * @returns {Promise<boolean>} false where this browser cannot show the file
 */
export async function drawThumbnail(canvas, file, kind) {
  try {
    if (kind === "picture") {
      const picture = await createImageBitmap(file);
      drawSquare(canvas, picture, picture.width, picture.height);
      picture.close();
    } else await drawVideo(canvas, file);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Blob} file
 */
async function drawVideo(canvas, file) {
  const video = document.createElement("video");
  const address = URL.createObjectURL(file);
  video.muted = true;
  video.playsInline = true;
  video.preload = "auto";
  try {
    const loaded = eventOf(video, "loadeddata");
    video.src = address;
    await loaded;
    const hasSought = eventOf(video, "seeked");
    video.currentTime = Number.isFinite(video.duration) ? video.duration * POSITION_SHARE : 0;
    await hasSought;
    if (video.videoWidth === 0) throw new Error("The video has no picture.");
    drawSquare(canvas, video, video.videoWidth, video.videoHeight);
  } finally {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(address);
  }
}

/**
 * @param {HTMLVideoElement} video
 * @param {"loadeddata" | "seeked"} what
 */
function eventOf(video, what) {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    for (const failure of [signal, video]) {
      failure.addEventListener(failure === signal ? "abort" : "error", reject, { once: true });
    }
    video.addEventListener(what, resolve, { once: true });
  });
}

/**
 * Draws the square middle of a picture.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasImageSource} picture
 * @param {number} width
 * @param {number} height
 */
function drawSquare(canvas, picture, width, height) {
  canvas.width = SIDE_PX;
  canvas.height = SIDE_PX;
  const side = Math.min(width, height);
  const pen = canvas.getContext("2d");
  pen?.drawImage(picture, (width - side) / 2, (height - side) / 2, side, side, 0, 0, SIDE_PX, SIDE_PX);
}
