// Generated from webapp/media/drawing/style.py, which says more, by `python -m webapp.codegen.browser_style`. Do not edit.

/** Of the person's sides. @type {Readonly<Record<import("./wire.js").Side, string>>} */
export const SIDE_COLOURS = {"left": "#e69f00", "right": "#56b4e9", "middle": "#f4f4f0"};

/** Drawn around everything. */
export const OUTLINE_COLOUR = "#0a0d10";

/** Of a person's number. */
export const LABEL_COLOUR = "#ffffff";

/** Below this visibility a landmark is a guess. */
export const GUESS_BELOW = 0.5;

/** Of what is a guess. */
export const GUESS_OPACITY = 0.5;

/** Rows of the face's landmarks, drawn finer. @type {number[]} */
export const FACE_ROWS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** How much finer. */
export const FACE_SHARE = 0.55;

/** Both shoulders, then both hips. @type {number[]} */
export const TORSO_ROWS = [11, 12, 23, 24];

/** A limb's width as a share of the torso's length. */
export const WIDTH_OF_TORSO = 0.055;

/** A limb's least width. */
export const THINNEST_PX = 2.0;

/** A limb's largest width. */
export const THICKEST_PX = 9.0;

/** The outline's width on either side. */
export const OUTLINE_PX = 1.75;

/** Of a joint's ring, in limb's widths. */
export const JOINT_RADIUS = 0.62;

/** The ring's own width, in limb's widths. */
export const JOINT_RING = 0.4;

/** The ring's least width. */
export const THINNEST_RING_PX = 1.2;

/** A guess's dash without its round ends, in line's widths. */
export const DASH = 0.9;

/** From dash to dash, in line's widths. */
export const DASH_PERIOD = 2.9;

/** Of the disc behind a person's number. */
export const LABEL_RADIUS_PX = 13.0;

/** The height of the number's type. */
export const LABEL_TEXT_PX = 14.0;

/** From the top of the head to the disc's middle. */
export const LABEL_RISE_PX = 16.0;

/** From face to top of the head, as a share of the torso. */
export const HEAD_OVER_FACE = 0.25;

/** The longer side of a common view. */
export const VIEW_PX = 960.0;

/** From the upper edge to the disc's middle, at least. */
export const LABEL_EDGE_PX = 16.0;
