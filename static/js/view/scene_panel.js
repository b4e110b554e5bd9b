import { SCENE_MESSAGES } from "../text/problem_messages.js";
import { byId, setText } from "../ui/dom.js";

/**
 * Opens the 3D view, or says in its place why there is none: everything else works without it.
 *
 * @param {{transparent?: boolean}} [how]
 * @returns {Promise<import("./scene_view.js").SceneView | null>}
 */
export async function openSceneView({ transparent = false } = {}) {
  try {
    const { SceneView } = await import("./scene_view.js");
    return new SceneView(byId("space", HTMLCanvasElement), {
      onLost: () => tell(SCENE_MESSAGES.lost),
      onBack: () => tell(null),
      reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
      transparent,
    });
  } catch (error) {
    console.info("No 3D view:", error);
    tell(SCENE_MESSAGES.absent);
    return null;
  }
}

/** @param {{title: string, text: string} | null} message null when the view works */
function tell(message) {
  byId("space-message", HTMLElement).hidden = message === null;
  setText(byId("space-message-title", HTMLElement), message?.title ?? "");
  setText(byId("space-message-text", HTMLElement), message?.text ?? "");
  byId("space-panel", HTMLElement).dataset["working"] = String(message === null);
}
