import { FACE_ROWS, HEAD_OVER_FACE, LABEL_EDGE_PX, LABEL_RISE_PX, VIEW_PX } from "../protocol/skeleton_style.js";

/** @typedef {{x: number, y: number, hidden: boolean}} PlacedJoint */

/**
 * Where the middle of a person's number is, in pixels; null where nothing of the person is shown.
 *
 * By the head and not by the highest point, which may be a hand that waves. Where the view ends above the head, it is
 * beside the head instead of on the face. webapp/media/drawing/label.py does the same.
 *
 * @param {readonly PlacedJoint[]} joints
 * @param {number} torso its length in pixels
 * @param {number} width of the view
 * @returns {{x: number, y: number} | null}
 */
export function labelPlace(joints, torso, width) {
  const shown = joints.filter((joint) => !joint.hidden);
  if (shown.length === 0) return null;
  const face = joints.filter((joint, row) => FACE_ROWS.includes(row) && !joint.hidden);
  const head = face.length > 0 ? HEAD_OVER_FACE * Math.min(torso, VIEW_PX) : 0;
  const top = (face.length > 0 ? face : shown).reduce((highest, joint) => (joint.y < highest.y ? joint : highest));
  const x = face.length > 0 ? face.reduce((sum, joint) => sum + joint.x, 0) / face.length : top.x;
  const y = top.y - head - LABEL_RISE_PX;
  if (LABEL_EDGE_PX - y <= head) return { x, y: Math.max(LABEL_EDGE_PX, y) };
  const aside = head + LABEL_RISE_PX;
  return { x: x + aside < width ? x + aside : x - aside, y: Math.max(LABEL_EDGE_PX, top.y) };
}
