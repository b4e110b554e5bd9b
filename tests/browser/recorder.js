// Runs in the page under test: writes down which frame was shown when, and what was drawn on it.
(() => {
  const BITS = 7;
  const BLOCKS = 2 + 2 * BITS;
  const STRIP_OF_HEIGHT = 8; // the middle of the strip, pixels of the clip
  const small = document.createElement("canvas");
  small.width = BLOCKS;
  small.height = 1;
  const pen = /** @type {CanvasRenderingContext2D} */ (small.getContext("2d", { willReadFrequently: true }));
  pen.imageSmoothingEnabled = false; // each block's own middle, not a mixture of blocks

  /**
   * The number in the strip of a picture, or -1 when it is unreadable.
   *
   * @param {CanvasImageSource} image
   * @param {{x: number, y: number, width: number}} rect where the picture stands, pixels of `image`
   * @param {[number, number]} clipSize
   * @param {boolean} mirrored
   */
  function numberOf(image, rect, clipSize, mirrored) {
    const scale = rect.width / clipSize[0];
    const block = Math.floor(clipSize[0] / BLOCKS) * scale;
    const y = rect.y + STRIP_OF_HEIGHT * scale;
    const left = mirrored ? rect.x + rect.width - BLOCKS * block : rect.x;
    pen.drawImage(image, left, y - 1, BLOCKS * block, 2, 0, 0, BLOCKS, 1);
    const { data } = pen.getImageData(0, 0, BLOCKS, 1);
    const bits = Array.from({ length: BLOCKS }, (_, i) => ((data[4 * i + 1] ?? 0) > 127 ? 1 : 0));
    if (mirrored) bits.reverse();
    const checks = bits[0] === 1 && bits[1] === 0;
    const inverted = bits.slice(2, 2 + BITS).every((bit, i) => bit !== bits[2 + BITS + i]);
    return checks && inverted ? bits.slice(2, 2 + BITS).reduce((/** @type {number} */ sum, bit, i) => sum + (bit << i), 0) : -1;
  }

  globalThis.numberOf = numberOf;

  const shownAt = new Map();
  /** @type {object[]} */
  const poses = [];

  /** Remembers when each numbered frame of the camera came. */
  globalThis.watchCamera = (clipSize) => {
    const video = /** @type {HTMLVideoElement} */ (document.getElementById("video"));
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
      const drawn = globalThis.posecast.drawnJoints();
      if (!drawn) return;
      const { seq, mirrored, people } = drawn;
      const rect = globalThis.clipWithin?.(drawn.rect, clipSize) ?? drawn.rect; // turning_camera.js shows more than the clip
      const overlay = /** @type {HTMLCanvasElement} */ (document.getElementById("overlay"));
      const ratio = overlay.width / overlay.clientWidth;
      const onCanvas = { x: rect.x * ratio, y: rect.y * ratio, width: rect.width * ratio };
      const number = numberOf(overlay, onCanvas, clipSize, mirrored);
      poses.push({
        seq,
        t: globalThis.posecast.latestPose()?.t,
        number,
        now,
        delay: detail.delay.total,
        measured: shownAt.has(number) ? now - shownAt.get(number) : null,
        shown: Number(document.getElementById("delay")?.textContent),
        mirrored,
        rect,
        isWide: drawn.rect.width > drawn.rect.height,
        people,
      });
    });
  };

  globalThis.recordedPoses = () => poses;
})();
