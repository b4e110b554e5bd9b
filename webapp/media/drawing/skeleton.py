"""Draws skeletons on a picture, or on black or transparent ground, as the page's canvas view does.

Lines are anti-aliased at sub-pixel positions, so that a skeleton does not jump from pixel to pixel between frames. On
transparent ground colours are premultiplied by their opacity: OpenCV then blends all four channels right at every edge.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from webapp.formats.pose_document import PersonPose
from webapp.media.drawing.label import draw_label
from webapp.media.drawing.shapes import Shape, joints_of, skeleton_shapes, torso_length
from webapp.media.drawing.style import GUESS_OPACITY
from webapp.media.media_options import Ground, MediaOptions
from webapp.pose.engine import RgbImage

Drawn = NDArray[np.uint8]  # (height, width, 3) RGB, or (height, width, 4) RGBA on transparent ground

OPAQUE: Final = 255
_FRACTION_BITS: Final = 4  # OpenCV takes coordinates as integers with this many fractional bits


def draw_people(
    pixels: RgbImage, people: Sequence[PersonPose], options: MediaOptions, *, with_ids: bool | None = None
) -> Drawn:
    """Return a copy of the picture, or a plain ground, with the people's skeletons.

    pixels: uint8 (height, width, 3) RGB. The result is RGB too, or RGBA (not premultiplied) on transparent ground.
    with_ids: whether to draw each person's number above the head; by default if there are several people.
    """
    height, width = pixels.shape[:2]
    drawn = _ground(pixels, options.ground)
    for person in people:
        shapes = skeleton_shapes(person, width, height, options.min_visibility)
        _fill_faded(drawn, shapes.guesses)
        _fill(drawn, shapes.sure)
    if len(people) > 1 if with_ids is None else with_ids:
        for person in people:
            joints = joints_of(person, width, height, options.min_visibility)
            draw_label(drawn, str(person.id), joints, torso_length(person))
    return _divided_by_opacity(drawn) if options.ground == "transparent" else drawn


def _ground(pixels: RgbImage, ground: Ground) -> Drawn:
    if ground == "picture":
        return pixels.copy()
    return np.zeros((*pixels.shape[:2], 4 if ground == "transparent" else 3), np.uint8)


def _fill(drawn: Drawn, shapes: Sequence[Shape]) -> None:
    """Draw the shapes. OpenCV has the centre of the first pixel at 0, 0, hence the shift by half a pixel."""
    for shape in shapes:
        corners = np.rint((shape.outline - 0.5) * (1 << _FRACTION_BITS)).astype(np.int32)
        cv2.fillConvexPoly(drawn, corners, (*shape.colour, OPAQUE), cv2.LINE_AA, _FRACTION_BITS)


def _fill_faded(drawn: Drawn, shapes: Sequence[Shape]) -> None:
    """Draw the shapes at GUESS_OPACITY as one layer, so that none is visible through another where they overlap."""
    if not shapes:
        return
    part = _around(shapes, drawn)
    below = drawn[part].copy()
    if not below.size:  # all of it is outside the picture
        return
    _fill(drawn, shapes)
    drawn[part] = cv2.addWeighted(drawn[part], GUESS_OPACITY, below, 1 - GUESS_OPACITY, 0)


def _around(shapes: Sequence[Shape], drawn: Drawn) -> tuple[slice, slice]:
    """Return the rows and columns of the picture that the shapes may cover."""
    corners = np.concatenate([shape.outline for shape in shapes])
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 2, 0).tolist()
    right, bottom = np.maximum(np.ceil(corners.max(axis=0)).astype(int) + 2, 0).tolist()
    return slice(top, min(bottom, drawn.shape[0])), slice(left, min(right, drawn.shape[1]))


def _divided_by_opacity(drawn: Drawn) -> Drawn:
    """Convert premultiplied colours to those that files contain."""
    opacity = drawn[..., 3:].astype(np.float32)
    colours = drawn[..., :3] * (OPAQUE / np.maximum(opacity, 1))
    return np.concatenate((np.minimum(np.rint(colours), OPAQUE).astype(np.uint8), drawn[..., 3:]), axis=2)
