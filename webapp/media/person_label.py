"""A person's number on a dark disc above the head, for pictures with several people."""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from webapp.media.skeleton_shapes import Joint
from webapp.skeleton_style import (
    LABEL_COLOUR,
    LABEL_EDGE_PX,
    LABEL_RADIUS_PX,
    LABEL_RISE_PX,
    LABEL_TEXT_PX,
    OUTLINE_COLOUR,
    rgb,
    view_scale,
)

_FINER = 4  # a disc is drawn so much larger and made smaller, which gives it smooth edges


def draw_label(drawn: NDArray[np.uint8], text: str, joints: Sequence[Joint]) -> None:
    """Draw the text above the highest landmark that is drawn, on RGB or on RGBA multiplied by its opacity."""
    shown = [joint for joint in joints if joint.is_shown]
    if not shown:
        return
    height, width = drawn.shape[:2]
    scale = view_scale(width, height)
    top = min(shown, key=lambda joint: joint.y)
    y = max(LABEL_EDGE_PX * scale, top.y - LABEL_RISE_PX * scale)
    _lay_over(drawn, _label(text, scale), round(top.x), round(y))


@lru_cache(maxsize=64)
def _label(text: str, scale: float) -> NDArray[np.float32]:
    """The label, float32 (size, size, 4), RGB multiplied by its opacity, and that opacity, all 0..255."""
    radius = LABEL_RADIUS_PX * scale
    size = 2 * round(radius) + 2
    disc = Image.new("L", (size * _FINER, size * _FINER))
    middle = size * _FINER / 2
    reach = radius * _FINER
    ImageDraw.Draw(disc).ellipse((middle - reach, middle - reach, middle + reach, middle + reach), fill=255)
    opacity = np.asarray(disc.resize((size, size), Image.Resampling.BOX), np.float32) / 255
    letters = Image.new("L", (size, size))
    # Numbers of three digits and more still fit the disc.
    font = ImageFont.load_default(LABEL_TEXT_PX * scale * min(1.0, 2 / len(text)))
    ImageDraw.Draw(letters).text((size / 2, size / 2), text, fill=255, font=font, anchor="mm")
    ink = np.asarray(letters, np.float32)[..., None] / 255
    label: NDArray[np.float32] = np.full((size, size, 4), 255, np.float32)
    label[..., :3] = ink * rgb(LABEL_COLOUR) + (1 - ink) * rgb(OUTLINE_COLOUR)
    label *= opacity[..., None]
    return label


def _lay_over(drawn: NDArray[np.uint8], label: NDArray[np.float32], x: int, y: int) -> None:
    """Mix the label in, its middle at x, y; what is outside the picture is cut off."""
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
