"""The style of a skeleton: its colours, widths and opacity, for the drawing in Python and in the browser.

The browser's copy, static/js/protocol/skeleton_style.js, is generated from here: run `python -m webapp.codegen.browser_style` after a
change; a test fails while the copy is out of date. static/css/tokens.css repeats the sides' colours; a test compares
them, too.

Lengths named _PX are pixels of a view whose longer side has VIEW_PX; they scale with the picture.
"""

from dataclasses import dataclass
from typing import Final

from webapp.pose.body import EDGES, LANDMARK_NAMES, Side, edge_side, landmark_index, landmark_side

SIDE_COLOURS: Final[dict[Side, str]] = {"left": "#e69f00", "right": "#56b4e9", "middle": "#f4f4f0"}
"""Okabe and Ito's orange and sky blue: distinct with every kind of colour blindness, in hue and in lightness."""

OUTLINE_COLOUR: Final = "#0a0d10"
"""Drawn around everything, so that the skeleton is visible on a picture of any colour."""

LABEL_COLOUR: Final = "#ffffff"

GUESS_BELOW: Final = 0.5
"""Below this visibility a landmark is a guess; MediaPipe's own drawing uses the same number."""

GUESS_OPACITY: Final = 0.5

WIDTH_OF_TORSO: Final = 0.055
"""A limb's width as a share of the torso's length; a larger one hides hands and feet of people small in the picture."""

THINNEST_PX: Final = 2.0
THICKEST_PX: Final = 9.0
OUTLINE_PX: Final = 1.75

FACE_SHARE: Final = 0.55
"""Size of the face's points and lines as a share of the others', since many of them are close together."""

JOINT_RADIUS: Final = 0.62
"""Radius of a joint's ring, as a share of the limb's width."""

JOINT_RING: Final = 0.4
"""Line width of a joint's ring, as a share of the limb's width."""

THINNEST_RING_PX: Final = 1.2

DASH: Final = 0.9
"""Length of a guess's dash without its round ends, as a share of the line's width."""

DASH_PERIOD: Final = 2.9
"""From the start of a dash to that of the next, as a share of the line's width."""

LABEL_RADIUS_PX: Final = 13.0
LABEL_TEXT_PX: Final = 14.0
LABEL_RISE_PX: Final = 16.0
"""From the top of a person's head up to the centre of the label."""

HEAD_OVER_FACE: Final = 0.25
"""From the highest landmark of the face up to the top of the head, as a share of the torso's length: 12 of 50 cm. Also
the distance from the middle of the head to its side, hair included."""

LABEL_EDGE_PX: Final = 16.0
"""At least this far from the picture's upper edge down to a label's centre."""

VIEW_PX: Final = 960.0
"""The longer side of the stage on a common screen; a larger picture is seen scaled down, so its lines are wider."""

SMALLEST_SCALE: Final = 0.6
"""Small pictures have thinner lines, down to this share of the view's, at which they can still be told apart."""

TORSO_ROWS: Final = tuple(
    landmark_index(name) for name in ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
)
"""The corners of the torso."""


@dataclass(frozen=True)
class StyledEdge:
    start: int  # the landmark's row
    end: int
    side: Side
    is_face: bool


@dataclass(frozen=True)
class StyledJoint:
    row: int
    side: Side
    is_face: bool


def is_face(row: int) -> bool:
    return any(part in LANDMARK_NAMES[row] for part in ("nose", "eye", "ear", "mouth"))


STYLED_EDGES: Final = tuple(
    StyledEdge(start, end, edge_side((start, end)), is_face(start) and is_face(end)) for start, end in EDGES
)
STYLED_JOINTS: Final = tuple(
    StyledJoint(row, landmark_side(name), is_face(row)) for row, name in enumerate(LANDMARK_NAMES)
)
FACE_ROWS: Final = tuple(joint.row for joint in STYLED_JOINTS if joint.is_face)


def view_scale(width: int, height: int) -> float:
    """Return how many pixels of a picture of that size correspond to one pixel of the view."""
    return max(SMALLEST_SCALE, max(width, height) / VIEW_PX)


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0..255, of a colour written as #rrggbb."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
