// Runs in the page under test: writes down which frame was shown when, and what was drawn on it.
(() => {
  const BITS = 7;
  const BLOCKS = 2 + 2 * BITS;
  const STRIP_OF_HEIGHT = 8; // the middle of the strip, pixels of the clip
  const small = document.createElement("canvas");
  small.width = BLOCKS;
  small.height = 1;
  const pen = small.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingEnabled = false; // each block's own middle, not a mixture of blocks

  /** The number in the strip of a picture that stands at `rect` (pixels of `image`), or -1 when it is unreadable. */
  function numberOf(image, rect, clipSize, mirrored) {
    const scale = rect.width / clipSize[0];
    const block = Math.floor(clipSize[0] / BLOCKS) * scale;
    const y = rect.y + STRIP_OF_HEIGHT * scale;
    const left = mirrored ? rect.x + rect.width - BLOCKS * block : rect.x;
    pen.drawImage(image, left, y - 1, BLOCKS * block, 2, 0, 0, BLOCKS, 1);
    const { data } = pen.getImageData(0, 0, BLOCKS, 1);
    const bits = Array.from({ length: BLOCKS }, (_, i) => (data[4 * i + 1] > 127 ? 1 : 0));
    if (mirrored) bits.reverse();
    const checks = bits[0] === 1 && bits[1] === 0;
    const inverted = bits.slice(2, 2 + BITS).every((bit, i) => bit !== bits[2 + BITS + i]);
    return checks && inverted ? bits.slice(2, 2 + BITS).reduce((sum, bit, i) => sum + (bit << i), 0) : -1;
  }

  const shownAt = new Map();
  const poses = [];

  /** Remembers when each numbered frame of the camera came. */
  globalThis.watchCamera = (clipSize) => {
    const video = document.getElementById("video");
    const tick = () => {
      const now = performance.now(); // before the strip is read, which takes its time
      const rect = { x: 0, y: 0, width: video.videoWidth, height: video.videoHeight };
      shownAt.set(numberOf(video, rect, clipSize, false), now);
      video.requestVideoFrameCallback(tick);
    };
    video.requestVideoFrameCallback(tick);
  };

  globalThis.watchPoses = (clipSize) => {
    document.addEventListener("posecast:pose", ({ detail }) => {
      const now = performance.now();
      const { seq, rect, mirrored, people } = globalThis.posecast.drawnJoints();
      const overlay = document.getElementById("overlay");
      const ratio = overlay.width / overlay.clientWidth;
      const onCanvas = { x: rect.x * ratio, y: rect.y * ratio, width: rect.width * ratio };
      const number = numberOf(overlay, onCanvas, clipSize, mirrored);
      poses.push({
        seq,
        t: globalThis.posecast.latestPose().t,
        number,
        now,
        delay: detail.delay.total,
        measured: shownAt.has(number) ? now - shownAt.get(number) : null,
        shown: Number(document.getElementById("delay").textContent),
        mirrored,
        rect,
        people,
      });
    });
  };

  globalThis.recordedPoses = () => poses;
})();
