/** @typedef {{x: number, y: number, width: number, height: number}} Rect CSS pixels */

/**
 * Where a picture of `size` stands when it is fitted whole into `box`, like CSS's `object-fit: contain`.
 *
 * @param {readonly [number, number]} size
 * @param {readonly [number, number]} box CSS pixels
 * @returns {Rect}
 */
export function fitInto(size, box) {
  const scale = Math.min(box[0] / size[0], box[1] / size[1]);
  const width = size[0] * scale;
  const height = size[1] * scale;
  return { x: (box[0] - width) / 2, y: (box[1] - height) / 2, width, height };
}

/**
 * From fractions of the frame to CSS pixels of the view; only here does mirroring touch a landmark.
 *
 * @param {Rect} rect
 * @param {boolean} mirrored
 * @param {number} x fraction
 * @param {number} y fraction
 * @returns {[number, number]}
 */
export function toView(rect, mirrored, x, y) {
  return [rect.x + (mirrored ? 1 - x : x) * rect.width, rect.y + y * rect.height];
}
