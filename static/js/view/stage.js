import { CanvasView } from "./canvas_view.js";
import { byId } from "../ui/dom.js";
import { PosePresenter } from "./pose_presenter.js";
import { drawsInSoftware } from "../stream/frame_grab.js";

/**
 * Builds the presenter of the page's stage, which draws again whenever the stage changes its size.
 *
 * @param {object} parts
 * @param {() => number} parts.clock ms
 * @param {() => {glued: boolean, mirrored: boolean}} parts.display
 * @param {boolean} [parts.transparent] the page that embeds this one shows through
 */
export function setUpStage({ clock, display, transparent = false }) {
  const stage = byId("stage", HTMLElement);
  const inMemory = drawsInSoftware();
  stage.dataset["inMemory"] = String(inMemory);
  const canvasView = new CanvasView(byId("overlay", HTMLCanvasElement), { inMemory, transparent });
  const presenter = new PosePresenter({
    canvasView,
    clock,
    display,
    cover: (covered) => (stage.dataset["covered"] = String(covered)),
    onPeople: (people) => (byId("space-empty", HTMLElement).hidden = people > 0),
  });
  new ResizeObserver(() => presenter.redraw()).observe(stage);
  return { stage, canvasView, presenter };
}
