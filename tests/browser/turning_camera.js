// Runs in the page under test: its camera gives upright pictures while the phone stands and wide ones while it lies on
// its side, on one and the same track, as the cameras of phones do. What the browser's own camera sees, always in one
// shape, stands whole in the middle of them, as the world does for somebody who turns a phone. It stands still for some
// poses, so that the skeleton has settled before it moves on, however few poses a second there are.
(() => {
  const LONG = 640;
  const SHORT = 360;
  const FPS = 30;
  const AROUND = "#8a8a8a";
  const POSES_A_PICTURE = 6;

  /**
   * @param {{x: number, y: number, width: number, height: number}} box
   * @param {[number, number]} size
   */
  function within(box, [width, height]) {
    const scale = Math.min(box.width / width, box.height / height);
    const size = { width: width * scale, height: height * scale };
    return { x: box.x + (box.width - size.width) / 2, y: box.y + (box.height - size.height) / 2, ...size };
  }

  globalThis.clipWithin = within;
  globalThis.turns = 0;
  screen.orientation.addEventListener("change", () => (globalThis.turns += 1));

  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const world = document.createElement("video");
    world.srcObject = await open(wish);
    await world.play();
    const canvas = document.createElement("canvas");
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false, willReadFrequently: true }));
    const still = document.createElement("canvas");
    const keep = /** @type {CanvasRenderingContext2D} */ (still.getContext("2d", { alpha: false, willReadFrequently: true }));
    Object.assign(still, { width: world.videoWidth, height: world.videoHeight });
    let poses = POSES_A_PICTURE;
    document.addEventListener("posecast:pose", () => (poses += 1));
    const draw = () => {
      if (poses >= POSES_A_PICTURE) {
        keep.drawImage(world, 0, 0);
        poses = 0;
      }
      const lies = screen.orientation.type.startsWith("landscape");
      const [width, height] = lies ? [LONG, SHORT] : [SHORT, LONG];
      if (canvas.width !== width) Object.assign(canvas, { width, height });
      pen.fillStyle = AROUND;
      pen.fillRect(0, 0, width, height);
      const place = within({ x: 0, y: 0, width, height }, [still.width, still.height]);
      pen.drawImage(still, place.x, place.y, place.width, place.height);
      world.requestVideoFrameCallback(draw);
    };
    draw();
    return canvas.captureStream(FPS);
  };
})();
