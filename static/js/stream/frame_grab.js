/**
 * A copy of what a video shows at this moment.
 *
 * @typedef {ImageBitmap | VideoFrame} GrabbedFrame
 */

/** What WebGL calls itself where there is no graphics card. */
const SOFTWARE_RENDERERS = /swiftshader|llvmpipe|software|microsoft basic render/i;

/** @returns {boolean} is everything drawn by the processor, as in most virtual machines? */
function askRenderer() {
  const gl = document.createElement("canvas").getContext("webgl");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return SOFTWARE_RENDERERS.test(renderer);
}

/** @type {boolean | undefined} */
let inSoftware;

/** Asked once: a WebGL context only to ask is not free. */
export function drawsInSoftware() {
  inSoftware ??= askRenderer();
  return inSoftware;
}

/**
 * An ImageBitmap lives on the graphics card. Where that is only simulated, the detour through it costs several
 * times the encoding itself, and a VideoFrame, which stays in memory, does not; elsewhere the ImageBitmap is the
 * safe choice, because phones count VideoFrames and older browsers forget how they are turned.
 *
 * @param {HTMLVideoElement} video
 * @returns {Promise<GrabbedFrame>}
 */
export async function grabFrame(video) {
  return drawsInSoftware() && "VideoFrame" in globalThis ? new VideoFrame(video) : createImageBitmap(video);
}

/**
 * @param {GrabbedFrame} shot
 * @returns {[number, number]} pixels
 */
export function grabbedSize(shot) {
  return "displayWidth" in shot ? [shot.displayWidth, shot.displayHeight] : [shot.width, shot.height];
}
