import { CanvasView } from "./canvas_view.js";
import { byId } from "../ui/dom.js";
import { PosePresenter } from "./pose_presenter.js";
import { drawsInSoftware } from "../stream/frame_grab.js";

/**
 * The painter of the page's stage, redrawn whenever the stage changes its size.
 *
 * @param {object} parts
 * @param {() => number} parts.clock ms
 * @param {() => {glued: boolean, mirrored: boolean}} parts.how
 * @param {boolean} [parts.transparent] another page shows through
 */
export function stagePainter({ clock, how, transparent = false }) {
  const stage = byId("stage", HTMLElement);
  const inMemory = drawsInSoftware();
  stage.dataset["inMemory"] = String(inMemory);
  const canvasView = new CanvasView(byId("overlay", HTMLCanvasElement), { inMemory, transparent });
  const painter = new PosePresenter({
    canvasView,
    clock,
    how,
    cover: (covered) => (stage.dataset["covered"] = String(covered)),
    onPeople: (people) => (byId("space-empty", HTMLElement).hidden = people > 0),
  });
  new ResizeObserver(() => painter.redraw()).observe(stage);
  return { stage, canvasView, painter };
}
