"""Draws a person's number on a dark disc above the head, for pictures with several people."""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from webapp.media.drawing.shapes import Joint
from webapp.media.drawing.style import (
    FACE_ROWS,
    HEAD_OVER_FACE,
    LABEL_COLOUR,
    LABEL_EDGE_PX,
    LABEL_RADIUS_PX,
    LABEL_RISE_PX,
    LABEL_TEXT_PX,
    OUTLINE_COLOUR,
    VIEW_PX,
    rgb,
    view_scale,
)

_SUPERSAMPLING = 4  # a disc is drawn this much larger and scaled down, which gives it smooth edges


def draw_label(drawn: NDArray[np.uint8], text: str, joints: Sequence[Joint], torso: float) -> None:
    """Draw the text above the person's head, on RGB or on RGBA multiplied by its opacity; torso: pixels."""
    height, width = drawn.shape[:2]
    scale = view_scale(width, height)
    place = label_place(joints, torso, width, scale)
    if place:
        _blend(drawn, _label(text, scale), round(place[0]), round(place[1]))


def label_place(
    joints: Sequence[Joint], torso: float, width: int, scale: float
) -> tuple[float, float] | None:
    """Return the label's centre in pixels; None if nothing of the person is shown.

    The label is at the head, not at the highest point, which may be a raised hand. If there is no room above the head, it
    is beside the head. static/js/view/label_place.js does the same.
    """
    shown = [joint for joint in joints if joint.is_shown]
    if not shown:
        return None
    face = [joints[row] for row in FACE_ROWS if joints[row].is_shown]
    head = HEAD_OVER_FACE * min(torso, VIEW_PX * scale) if face else 0.0
    top = min(face or shown, key=lambda joint: joint.y)
    x = sum(joint.x for joint in face) / len(face) if face else top.x
    y = top.y - head - LABEL_RISE_PX * scale
    lowest = LABEL_EDGE_PX * scale
    if lowest - y <= head:
        return x, max(lowest, y)
    aside = head + LABEL_RISE_PX * scale
    return (x + aside if x + aside < width else x - aside), max(lowest, top.y)


@lru_cache(maxsize=64)
def _label(text: str, scale: float) -> NDArray[np.float32]:
    """Render the label, float32 (size, size, 4): premultiplied RGB and opacity, all 0..255."""
    radius = LABEL_RADIUS_PX * scale
    size = 2 * round(radius) + 2
    disc = Image.new("L", (size * _SUPERSAMPLING, size * _SUPERSAMPLING))
    middle = size * _SUPERSAMPLING / 2
    reach = radius * _SUPERSAMPLING
    ImageDraw.Draw(disc).ellipse((middle - reach, middle - reach, middle + reach, middle + reach), fill=255)
    opacity = np.asarray(disc.resize((size, size), Image.Resampling.BOX), np.float32) / 255
    letters = Image.new("L", (size, size))
    # Numbers of three digits and more are written smaller, so that they fit the disc.
    font = ImageFont.load_default(LABEL_TEXT_PX * scale * min(1.0, 2 / len(text)))
    ImageDraw.Draw(letters).text((size / 2, size / 2), text, fill=255, font=font, anchor="mm")
    ink = np.asarray(letters, np.float32)[..., None] / 255
    label: NDArray[np.float32] = np.full((size, size, 4), 255, np.float32)
    label[..., :3] = ink * rgb(LABEL_COLOUR) + (1 - ink) * rgb(OUTLINE_COLOUR)
    label *= opacity[..., None]
    return label


def _blend(drawn: NDArray[np.uint8], label: NDArray[np.float32], x: int, y: int) -> None:
    """Blend the label in, centred at x, y; the part outside the picture is cut off."""
    height, width = drawn.shape[:2]
    size = label.shape[0]
    left, top = x - size // 2, y - size // 2
    rows = slice(max(top, 0), min(top + size, height))
    columns = slice(max(left, 0), min(left + size, width))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    cut = label[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    below = drawn[rows, columns]
    mixed = below * (1 - cut[..., 3:] / 255) + cut[..., : drawn.shape[2]]
    drawn[rows, columns] = cv2.convertScaleAbs(mixed)
