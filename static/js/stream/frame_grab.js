/** @typedef {ImageBitmap | VideoFrame} GrabbedFrame a copy of what a video shows at one moment; whoever has it closes it */

/** WebGL's names for itself where there is no graphics card. */
const SOFTWARE_RENDERERS = /swiftshader|llvmpipe|software|microsoft basic render/i;

/** @returns {boolean} does the processor draw everything, as in most virtual machines? */
function askRenderer() {
  const gl = document.createElement("canvas").getContext("webgl");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return SOFTWARE_RENDERERS.test(renderer);
}

/** @type {boolean | undefined} */
let inSoftware;

/** Says whether the processor draws everything. Asks only once, because that costs a WebGL context. */
export function drawsInSoftware() {
  inSoftware ??= askRenderer();
  return inSoftware;
}

/**
 * Copies what a video shows now.
 *
 * An ImageBitmap lies on the graphics card. Where that is simulated, copying it there and back costs several times the
 * encoding; a VideoFrame stays in memory and costs nothing of the kind. Elsewhere the ImageBitmap is the safe choice:
 * phones allow only a few VideoFrames at a time, and older browsers lose their rotation.
 *
 * @param {HTMLVideoElement} video
 * @returns {Promise<GrabbedFrame>}
 */
export async function grabFrame(video) {
  return drawsInSoftware() && "VideoFrame" in globalThis ? new VideoFrame(video) : createImageBitmap(video);
}

/**
 * @param {GrabbedFrame} grabbed
 * @returns {[number, number]} width and height, pixels
 */
export function grabbedSize(grabbed) {
  return "displayWidth" in grabbed ? [grabbed.displayWidth, grabbed.displayHeight] : [grabbed.width, grabbed.height];
}

/**
 * Computes the size at which a frame is sent: within `longSide` and `maxPixels`, never larger than it is.
 *
 * @param {number} width pixels
 * @param {number} height pixels
 * @param {number} longSide most pixels of the longer side
 * @param {number} [maxPixels] most pixels in all
 * @returns {[number, number]} whole pixels, at least 1 each
 */
export function frameSize(width, height, longSide, maxPixels = Infinity) {
  const scale = Math.min(1, longSide / Math.max(width, height), Math.sqrt(maxPixels / (width * height)));
  return [Math.max(1, Math.floor(width * scale + 1e-9)), Math.max(1, Math.floor(height * scale + 1e-9))];
}
