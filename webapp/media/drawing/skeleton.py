"""Draws skeletons on a picture, or on black or transparent ground, as the page's canvas view does.

Lines have anti-aliased edges between pixels, so that a skeleton does not tremble from frame to frame. Transparent
ground is drawn with colours multiplied by their opacity: OpenCV then mixes all four channels rightly at every edge.
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
_FRACTION_BITS: Final = 4  # of a pixel; OpenCV takes whole numbers


def draw_people(
    pixels: RgbImage, people: Sequence[PersonPose], options: MediaOptions, *, with_ids: bool | None = None
) -> Drawn:
    """A copy of the picture, or its ground alone, with the people's skeletons.

    pixels: uint8 (height, width, 3) RGB. The answer is RGB too, or RGBA (not multiplied) on transparent ground.
    with_ids: whether each person has its number above; by default where there are several.
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
    """Draw shapes over what is there. OpenCV's first pixel has its middle at 0, 0."""
    for shape in shapes:
        corners = np.rint((shape.outline - 0.5) * (1 << _FRACTION_BITS)).astype(np.int32)
        cv2.fillConvexPoly(drawn, corners, (*shape.colour, OPAQUE), cv2.LINE_AA, _FRACTION_BITS)


def _fill_faded(drawn: Drawn, shapes: Sequence[Shape]) -> None:
    """The same at GUESS_OPACITY, all of them together: where they overlap, none shines through another."""
    if not shapes:
        return
    part = _around(shapes, drawn)
    below = drawn[part].copy()
    if not below.size:  # all of it is outside the picture
        return
    _fill(drawn, shapes)
    drawn[part] = cv2.addWeighted(drawn[part], GUESS_OPACITY, below, 1 - GUESS_OPACITY, 0)


def _around(shapes: Sequence[Shape], drawn: Drawn) -> tuple[slice, slice]:
    """The part of the picture that the shapes may touch, as rows and columns."""
    corners = np.concatenate([shape.outline for shape in shapes])
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 2, 0).tolist()
    right, bottom = np.maximum(np.ceil(corners.max(axis=0)).astype(int) + 2, 0).tolist()
    return slice(top, min(bottom, drawn.shape[0])), slice(left, min(right, drawn.shape[1]))


def _divided_by_opacity(drawn: Drawn) -> Drawn:
    """Colours as files have them, not multiplied by their opacity."""
    opacity = drawn[..., 3:].astype(np.float32)
    colours = drawn[..., :3] * (OPAQUE / np.maximum(opacity, 1))
    return np.concatenate((np.minimum(np.rint(colours), OPAQUE).astype(np.uint8), drawn[..., 3:]), axis=2)
