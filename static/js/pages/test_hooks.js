// For tests and benchmarks: read-only views of what the page shows. Nothing of the page depends on them. Each drawn pose is
// also announced by the DOM event "posecast:pose" on the document, detail {seq, delay}, right after it was drawn.
//   latestPose()   the newest pose, decoded (landmarks as on the wire: fractions of the frame, metres)
//   drawnJoints()  what stands on the overlay: {seq, rect, mirrored, people: [{id, joints: [{x, y, guess}]}]},
//                  CSS pixels of the overlay canvas
//   delay()        {shown, last}: the second's mean as the status line shows it, and the newest pose's, in ms
//   state()        what else the page says of itself: {link, source?, settings?, sending?, room?, code?, isCamera?, links?};
//                  an owner's links hold the tokens that let others in, so they are not for logs and screenshots

/**
 * @param {object} parts
 * @param {import("../view/pose_presenter.js").PosePresenter} parts.presenter
 * @param {import("../view/canvas_view.js").CanvasView} parts.canvasView
 * @param {() => number} parts.clock ms
 * @param {() => object} parts.state
 */
export function installTestHooks({ presenter, canvasView, clock, state }) {
  presenter.onDrawn(({ seq }, delay) => {
    document.dispatchEvent(new CustomEvent("posecast:pose", { detail: { seq, delay } }));
  });
  Object.defineProperty(globalThis, "posecast", {
    value: Object.freeze({
      latestPose: () => presenter.pose,
      drawnJoints: () => canvasView.drawn,
      delay: () => ({ shown: presenter.meter.mean(clock()), last: presenter.lastDelay }),
      state,
    }),
  });
}
