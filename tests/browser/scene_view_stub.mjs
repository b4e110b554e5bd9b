/** In place of static/js/view/scene_view.js where a test does not look at 3D: without a graphics card, drawing it takes half a core. */
export class SceneView {
  show() {}
  clear() {}
  jump() {}
  reset() {}
}
