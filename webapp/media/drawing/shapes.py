"""Converts one person's landmarks to the convex shapes of a drawing, the same as in the browser's canvas view.

Points are in pixels, with 0, 0 at the picture's top left corner and the centre of its first pixel at 0.5, 0.5.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.formats.pose_document import PersonPose
from webapp.media.drawing.style import (
    DASH,
    DASH_PERIOD,
    FACE_SHARE,
    GUESS_BELOW,
    JOINT_RADIUS,
    JOINT_RING,
    OUTLINE_COLOUR,
    OUTLINE_PX,
    SIDE_COLOURS,
    STYLED_EDGES,
    STYLED_JOINTS,
    THICKEST_PX,
    THINNEST_PX,
    THINNEST_RING_PX,
    TORSO_ROWS,
    WIDTH_OF_TORSO,
    StyledEdge,
    rgb,
    view_scale,
)
from webapp.pose.body import Side

Points = NDArray[np.float64]  # (n, 2): x, y in pixels
Colour = tuple[int, int, int]

FAR_OUTSIDE: Final = 4.0
"""In sizes of the picture: points further outside are moved to that distance, where lines to them look the same."""

SOFT_EDGE_PX: Final = 0.7
"""How far OpenCV's anti-aliased polygons extend beyond their corners, measured as in
tests/media/drawing/test_skeleton.py. Without it a line of 2 pixels would be 3.4 pixels wide."""

_OUTLINE: Final = rgb(OUTLINE_COLOUR)
_SIDES: Final[dict[Side, Colour]] = {side: rgb(colour) for side, colour in SIDE_COLOURS.items()}
_HALF_CIRCLE: Final = np.linspace(np.pi / 2, 3 * np.pi / 2, 8)
"""Directions of the corners of a round end; with 8 of them, an end of 20 pixels is off by 0.1 pixels."""


@dataclass(frozen=True)
class Shape:
    """A convex polygon (n, 2) in pixels, and its colour."""

    outline: Points
    colour: Colour


@dataclass(frozen=True)
class Joint:
    """A landmark to draw, in pixels; a guess is one that is hidden or outside the picture."""

    x: float
    y: float
    is_guess: bool
    is_shown: bool


@dataclass(frozen=True)
class SkeletonShapes:
    """Shapes in the order of drawing; guesses come first and are drawn translucent."""

    guesses: list[Shape]
    sure: list[Shape]


def skeleton_shapes(person: PersonPose, width: int, height: int, min_visibility: float) -> SkeletonShapes:
    """Return the shapes of a person on a picture of that size; landmarks below min_visibility are left out."""
    joints = joints_of(person, width, height, min_visibility)
    scale = view_scale(width, height)
    limb = limb_width(person, scale)
    return SkeletonShapes(
        guesses=list(_shapes(joints, limb, scale, guesses=True)),
        sure=list(_shapes(joints, limb, scale, guesses=False)),
    )


def joints_of(person: PersonPose, width: int, height: int, min_visibility: float) -> list[Joint]:
    """Return all landmarks as joints."""
    size = np.array((width, height))
    points = person.image[:, :2].astype(np.float64)
    visibility = person.image[:, 3]
    is_finite = np.isfinite(points).all(axis=1)
    is_inside = is_finite & (points >= 0).all(axis=1) & (points <= size).all(axis=1)
    is_guess = ~is_inside | ~(visibility >= GUESS_BELOW)
    is_shown = is_finite & (visibility >= min_visibility)
    near = np.clip(np.nan_to_num(points), -FAR_OUTSIDE * size, (1 + FAR_OUTSIDE) * size)
    return [
        Joint(x, y, guess, shown)
        for (x, y), guess, shown in zip(near.tolist(), is_guess.tolist(), is_shown.tolist(), strict=True)
    ]


def limb_width(person: PersonPose, scale: float) -> float:
    """Return the width of limbs in pixels, from the torso's length in the picture."""
    width = torso_length(person) * WIDTH_OF_TORSO
    return float(np.clip(width, THINNEST_PX * scale, THICKEST_PX * scale))


def torso_length(person: PersonPose) -> float:
    """Return the pixels from between the shoulders to between the hips; 0 if a landmark is not finite."""
    left_shoulder, right_shoulder, left_hip, right_hip = person.image[list(TORSO_ROWS), :2].tolist()
    torso_x = left_shoulder[0] + right_shoulder[0] - left_hip[0] - right_hip[0]
    torso_y = left_shoulder[1] + right_shoulder[1] - left_hip[1] - right_hip[1]
    return float(np.nan_to_num(np.hypot(torso_x, torso_y))) / 2


def _shapes(joints: list[Joint], limb: float, scale: float, *, guesses: bool) -> Iterator[Shape]:
    """Yield outlines, then lines, then joints, so that no outline covers a line."""
    edges = [edge for edge in STYLED_EDGES if _is_drawn(joints[edge.start], joints[edge.end], guesses)]
    lines = [line for edge in edges for line in _lines(edge, joints, limb, dashed=guesses)]
    if lines:
        starts, ends, widths = (np.array(part) for part in zip(*[line[:3] for line in lines], strict=True))
        around = capsules(starts, ends, widths / 2 + OUTLINE_PX * scale)
        yield from (Shape(points, _OUTLINE) for points in around)
        inside = capsules(starts, ends, widths / 2)
        yield from (Shape(points, line[3]) for points, line in zip(inside, lines, strict=True))
    yield from _rings(joints, limb, scale, guesses=guesses)


_Line = tuple[tuple[float, float], tuple[float, float], float, Colour]  # from, to, width


def _is_drawn(start: Joint, end: Joint, guesses: bool) -> bool:
    return start.is_shown and end.is_shown and (start.is_guess or end.is_guess) == guesses


def _lines(edge: StyledEdge, joints: list[Joint], limb: float, *, dashed: bool) -> Iterator[_Line]:
    """Yield an edge as one line, or as dashes."""
    start, end = joints[edge.start], joints[edge.end]
    width = limb * (FACE_SHARE if edge.is_face else 1)
    colour = _SIDES[edge.side]
    if not dashed:
        yield (start.x, start.y), (end.x, end.y), width, colour
        return
    dx, dy = end.x - start.x, end.y - start.y
    length = max(float(np.hypot(dx, dy)), 1e-9)
    for begin in np.arange(0, length, width * DASH_PERIOD).tolist():
        first, last = begin / length, min(begin + width * DASH, length) / length
        yield (
            (start.x + dx * first, start.y + dy * first),
            (start.x + dx * last, start.y + dy * last),
            width,
            colour,
        )


def _rings(joints: list[Joint], limb: float, scale: float, *, guesses: bool) -> Iterator[Shape]:
    """Yield a dark disc with a ring in its side's colour for each joint."""
    shown = [
        style
        for style in STYLED_JOINTS
        if joints[style.row].is_shown and joints[style.row].is_guess == guesses
    ]
    if not shown:
        return
    share = np.array([FACE_SHARE if style.is_face else 1.0 for style in shown])
    centres = np.array([(joints[style.row].x, joints[style.row].y) for style in shown])
    radius = limb * JOINT_RADIUS * share
    ring = np.maximum(THINNEST_RING_PX * scale, limb * JOINT_RING * share)
    discs = capsules(centres, centres, radius + ring / 2)
    holes = capsules(centres, centres, np.maximum(radius - ring / 2, 0))
    for style, disc, hole in zip(shown, discs, holes, strict=True):
        yield Shape(disc, _SIDES[style.side])
        yield Shape(hole, _OUTLINE)


def capsules(starts: Points, ends: Points, radii: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return lines with round ends as polygons, (n, corners, 2); a disc if both ends are the same point.

    radii: (n,), half the lines' widths. The polygons are smaller by SOFT_EDGE_PX, which OpenCV adds when it draws them.
    """
    radii = np.maximum(radii - SOFT_EDGE_PX, 0.05)
    along = ends - starts
    length = np.linalg.norm(along, axis=1, keepdims=True)
    along = np.where(length > 0, along / np.maximum(length, 1e-9), (1.0, 0.0))
    across = np.stack((-along[:, 1], along[:, 0]), axis=1)
    cosine, sine = np.cos(_HALF_CIRCLE)[None, :, None], np.sin(_HALF_CIRCLE)[None, :, None]
    back = (cosine * along[:, None] + sine * across[:, None]) * radii[:, None, None]
    return np.concatenate((starts[:, None] + back, ends[:, None] - back), axis=1)
