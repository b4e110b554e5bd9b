// Runs in the measured page: records what is sent and what was drawn, and touches no pixel.
(() => {
  const samples = { bytes: 0, frames: 0, cameraTimes: false, drawn: /** @type {object[]} */ ([]) };

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    samples.bytes += sizeOf(data);
    return send.call(this, data);
  };

  /** @param {Parameters<typeof send>[0]} data */
  function sizeOf(data) {
    if (typeof data === "string") return data.length;
    return data instanceof Blob ? data.size : data.byteLength;
  }

  /** Counts the camera's frames. */
  globalThis.countCameraFrames = () => {
    const video = /** @type {HTMLVideoElement} */ (document.getElementById("video"));
    /** @type {VideoFrameRequestCallback} */
    const tick = (_now, metadata) => {
      samples.frames += 1;
      samples.cameraTimes = metadata.captureTime !== undefined;
      video.requestVideoFrameCallback(tick);
    };
    video.requestVideoFrameCallback(tick);
  };

  /** Returns what was recorded since the last call. */
  globalThis.takeSamples = () => {
    const taken = { ...samples, at: performance.now() };
    Object.assign(samples, { bytes: 0, frames: 0, drawn: [] });
    return taken;
  };

  // t is the frame's capture time on the page's clock, if the camera reports it.
  document.addEventListener("posecast:pose", ({ detail }) => {
    const t = globalThis.posecast.latestPose()?.t ?? NaN;
    samples.drawn.push({ sinceCaptureMs: performance.now() - t, sinceTakenMs: detail.delay.total });
  });
})();
