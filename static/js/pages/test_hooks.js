// What tests and benchmarks read of a page. Nothing of the page depends on it (eslint.config.js).
//   globalThis.posecast, once the page has loaded:
//     latestPose()   the newest pose, decoded (landmarks as on the wire: fractions of the frame, metres)
//     drawnJoints()  what is drawn on the overlay: {seq, rect, mirrored, people: [{id, joints: [{x, y, guess}]}]},
//                    CSS pixels of the overlay canvas
//     delay()        {shown, last}: the mean of the last second as the status line shows it, and the newest pose's, ms
//     state()        {link, source?, settings?, sending?, room?, code?, isCamera?, links?}; link: of the connection;
//                    an owner's links contain the tokens of the room, so they are not for logs and screenshots
//   The DOM event "posecast:pose" on the document, detail {seq, delay}: right after each pose was drawn.

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
