"""How a skeleton looks: the one place of its colours, widths and opacity, for Python's drawing and for the browser's.

The browser's copy, static/js/protocol/skeleton_style.js, is generated from here: run `python -m webapp.codegen.browser_style` after a
change; a test fails while the copy is out of date. static/css/tokens.css repeats the sides' colours, which a test
watches as well.

Lengths named _PX are pixels of a view whose longer side has VIEW_PX; a larger picture has them larger.
"""

from dataclasses import dataclass
from typing import Final

from webapp.pose.body import EDGES, LANDMARK_NAMES, Side, edge_side, landmark_index, landmark_side

SIDE_COLOURS: Final[dict[Side, str]] = {"left": "#e69f00", "right": "#56b4e9", "middle": "#f4f4f0"}
"""Okabe and Ito's orange and sky blue: different to every kind of colour blindness, in hue and in lightness."""

OUTLINE_COLOUR: Final = "#0a0d10"
"""Drawn around everything, so that the skeleton reads on a picture of any colour."""

LABEL_COLOUR: Final = "#ffffff"

GUESS_BELOW: Final = 0.5
"""Below this visibility a landmark is a guess; MediaPipe's own drawing uses the same number."""

GUESS_OPACITY: Final = 0.5

WIDTH_OF_TORSO: Final = 0.055
"""A limb's width as a share of the torso's length; more hides hands and feet of somebody small in the picture."""

THINNEST_PX: Final = 2.0
THICKEST_PX: Final = 9.0
OUTLINE_PX: Final = 1.75

FACE_SHARE: Final = 0.55
"""The face's points and lines as a share of the others': many of them lie close together."""

JOINT_RADIUS: Final = 0.62
"""Of a joint's ring, as a share of the limb's width."""

JOINT_RING: Final = 0.4
"""The ring's own width, likewise."""

THINNEST_RING_PX: Final = 1.2

DASH: Final = 0.9
"""The length of a guess's dash, as a share of the line's width; round ends come on top."""

DASH_PERIOD: Final = 2.9
"""From one dash's begin to the next one's, likewise."""

LABEL_RADIUS_PX: Final = 13.0
LABEL_TEXT_PX: Final = 14.0
LABEL_RISE_PX: Final = 16.0
"""From the top of a person's head up to the middle of the label."""

HEAD_OVER_FACE: Final = 0.25
"""From the highest landmark of the face up to the top of the head, as a share of the torso's length: 12 of 50 cm. It is
also how far the head's side is from its middle, hair included."""

LABEL_EDGE_PX: Final = 16.0
"""From the picture's upper edge down to a label's middle, at least."""

VIEW_PX: Final = 960.0
"""The longer side of the stage on a common screen: a picture that is larger is looked at from further away."""

SMALLEST_SCALE: Final = 0.6
"""Small pictures have thinner lines, but not thinner than this share of a view's, which can still be told apart."""

TORSO_ROWS: Final = tuple(
    landmark_index(name) for name in ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
)
"""The corners of the torso, whose length a limb's width is a share of."""


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
    """Pixels of a picture of that size for one pixel of the view."""
    return max(SMALLEST_SCALE, max(width, height) / VIEW_PX)


def rgb(colour: str) -> tuple[int, int, int]:
    """The red, green and blue of a colour written as #rrggbb, 0..255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
