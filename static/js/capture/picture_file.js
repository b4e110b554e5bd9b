import { frameSize } from "../stream/frame_grab.js";
import { SourceError, releaseOnAbort } from "./source.js";

/** A picture is sent again and again, so that its pose settles and follows changed settings. */
const FRAMES_A_SECOND = 5;
/** More pixels would only cost memory. */
const LONGEST_SIDE = 2048;

/**
 * Shows a picture on `canvas`, as a source whose frames are all the same.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {File} file
 * @param {AbortSignal} signal closes it
 * @returns {Promise<import("./source.js").Source>}
 * @throws {SourceError}
 */
export async function openPictureFile(canvas, file, signal) {
  const picture = await read(file);
  if (signal.aborted) picture.close();
  signal.throwIfAborted();
  draw(canvas, picture);
  releaseOnAbort(signal, () => {
    canvas.width = 1;
    canvas.height = 1;
  });
  return {
    kind: "picture",
    label: file.name,
    facing: "file",
    start: (onFrame) => {
      onFrame(performance.now());
      const timer = setInterval(() => onFrame(performance.now()), 1000 / FRAMES_A_SECOND);
      releaseOnAbort(signal, () => clearInterval(timer));
    },
    grab: () => createImageBitmap(canvas),
  };
}

/**
 * @param {File} file
 * @throws {SourceError}
 */
async function read(file) {
  try {
    return await createImageBitmap(file);
  } catch (error) {
    throw new SourceError("picture-unreadable", error);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ImageBitmap} picture is closed here
 */
function draw(canvas, picture) {
  [canvas.width, canvas.height] = frameSize(picture.width, picture.height, LONGEST_SIDE);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
}
