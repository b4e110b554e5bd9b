import { frameSize } from "./frame_size.js";
import { SourceError } from "./source.js";

/** A picture is sent again and again, so that its pose settles and follows changed settings. */
const SENDS_A_SECOND = 5;
/** A photograph of 50 megapixels would only cost memory. */
const LONGEST_SIDE = 2048;

/**
 * Shows a picture on `canvas` as if it were a camera that nobody moves in front of.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {File} file
 * @returns {Promise<import("./source.js").Source>}
 * @throws {SourceError}
 */
export async function openPictureFile(canvas, file) {
  await show(canvas, file);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  return {
    kind: "picture",
    label: file.name,
    facing: "file",
    start: (onFrame) => {
      onFrame(performance.now());
      timer = setInterval(() => onFrame(performance.now()), 1000 / SENDS_A_SECOND);
    },
    take: () => createImageBitmap(canvas),
    stop: () => {
      clearInterval(timer);
      canvas.width = 1;
      canvas.height = 1;
    },
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {File} file
 * @throws {SourceError}
 */
async function show(canvas, file) {
  try {
    const picture = await createImageBitmap(file);
    [canvas.width, canvas.height] = frameSize(picture.width, picture.height, LONGEST_SIDE);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
  } catch (error) {
    throw new SourceError("picture-unreadable", error);
  }
}
