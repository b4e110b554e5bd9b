// Runs in the page that is measured: notes what goes out and what was drawn, and touches no pixel.
(() => {
  const watched = { bytes: 0, frames: 0, cameraTimes: false, drawn: /** @type {object[]} */ ([]) };

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    watched.bytes += sizeOf(data);
    return send.call(this, data);
  };

  /** @param {Parameters<typeof send>[0]} data */
  function sizeOf(data) {
    if (typeof data === "string") return data.length;
    return data instanceof Blob ? data.size : data.byteLength;
  }

  /** Counts the camera's frames. */
  globalThis.watchCamera = () => {
    const video = /** @type {HTMLVideoElement} */ (document.getElementById("video"));
    /** @type {VideoFrameRequestCallback} */
    const tick = (_now, metadata) => {
      watched.frames += 1;
      watched.cameraTimes = metadata.captureTime !== undefined;
      video.requestVideoFrameCallback(tick);
    };
    video.requestVideoFrameCallback(tick);
  };

  /** What was noted since the last time this was called. */
  globalThis.takeWatched = () => {
    const taken = { ...watched, at: performance.now() };
    Object.assign(watched, { bytes: 0, frames: 0, drawn: [] });
    return taken;
  };

  // t is the frame's capture time on the page's clock, where the camera tells it.
  document.addEventListener("posecast:pose", ({ detail }) => {
    const t = globalThis.posecast.latestPose()?.t ?? NaN;
    watched.drawn.push({ sinceCaptureMs: performance.now() - t, sinceTakenMs: detail.delay.total });
  });
})();
