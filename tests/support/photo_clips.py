"""Clips whose every movement is known: one photograph, moved, scaled and turned from frame to frame.

The photographs ship inside scikit-image's wheel (`astronaut`: a woman facing the camera, to her hips; `camera`:
a man from the side, stooping, grey), so that a fresh machine without any test media can still ask a tracker to
follow a real person, and know where each point of that person went.

Coordinates are continuous, in pixels, with 0, 0 at the picture's top left corner (the middle of the first pixel
is 0.5, 0.5): a landmark's x times the frame's width is such a coordinate.
"""

import math
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

import cv2
import numpy as np
import skimage.data
from numpy.typing import NDArray

from webapp.pose.engine import RgbImage

Photograph = Literal["astronaut", "camera"]
Condition = Literal["still", "moved", "scaled", "turned", "together"]
Affine = NDArray[np.float64]  # (2, 3): photograph's pixels to the frame's pixels

PHOTOGRAPHS: Final[tuple[Photograph, ...]] = get_args(Photograph)
CONDITIONS: Final[tuple[Condition, ...]] = get_args(Condition)

FRAME_WIDTH_PX: Final = 640
FRAME_HEIGHT_PX: Final = 480
FRAMES: Final = 30
REST_SCALE: Final = 0.8  # of the photograph in the frame: leaves room to move without losing the person
SWAY_PERIOD_FRAMES: Final = 30  # one way, back, the other way, back: a second at 30 frames a second
SWAY_X_PX: Final = 60.0
SWAY_Y_PX: Final = 24.0
SWAY_SCALE: Final = 0.2  # bigger and smaller by this fraction
SWAY_TURN_DEG: Final = 12.0
AROUND: Final = (128, 128, 128)  # what the frame shows where the photograph does not reach


class PhotoFrame(NamedTuple):
    """One frame of a clip, and where it shows the photograph."""

    image: RgbImage
    photo_to_frame: Affine


@cache
def photograph(name: Photograph) -> RgbImage:
    """The photograph, uint8 (512, 512, 3), RGB even where it is grey."""
    pixels: NDArray[np.uint8] = getattr(skimage.data, name)()
    rgb = np.repeat(pixels[:, :, None], 3, axis=2) if pixels.ndim == 2 else np.ascontiguousarray(pixels)
    rgb.flags.writeable = False  # the cached array is everyone's
    return rgb


def photo_clip(name: Photograph, condition: Condition, frames: int = FRAMES) -> Iterator[PhotoFrame]:
    """The frames of a clip, uint8 (480, 640, 3) RGB; the first one of every condition shows the same."""
    for index in range(frames):
        photo_to_frame = placement(condition, index)
        yield PhotoFrame(_rendered(photograph(name), photo_to_frame), photo_to_frame)


def placement(condition: Condition, index: int) -> Affine:
    """Where the frame of that index shows the photograph: its middle moved, scaled and turned about itself."""
    sway = math.sin(2 * math.pi * index / SWAY_PERIOD_FRAMES)
    moved, scaled, turned = (condition in (part, "together") for part in ("moved", "scaled", "turned"))
    return _about_the_middle(
        shift_px=(SWAY_X_PX * sway, SWAY_Y_PX * sway) if moved else (0.0, 0.0),
        scale=REST_SCALE * (1 + SWAY_SCALE * sway if scaled else 1),
        turn_rad=math.radians(SWAY_TURN_DEG) * sway if turned else 0.0,
    )


def moved_points(photo_to_frame: Affine, points_px: NDArray[np.floating]) -> NDArray[np.float64]:
    """Points (…, 2) of the photograph where the frame shows them."""
    return np.asarray(points_px @ photo_to_frame[:, :2].T + photo_to_frame[:, 2], np.float64)


def _about_the_middle(shift_px: tuple[float, float], scale: float, turn_rad: float) -> Affine:
    """The photograph's middle goes to the frame's middle plus the shift; a positive turn is clockwise on screen."""
    height_px, width_px = photograph("astronaut").shape[:2]
    cosine, sine = scale * math.cos(turn_rad), scale * math.sin(turn_rad)
    linear = np.array([[cosine, -sine], [sine, cosine]])
    target = np.array([FRAME_WIDTH_PX / 2, FRAME_HEIGHT_PX / 2]) + shift_px
    return np.column_stack([linear, target - linear @ (width_px / 2, height_px / 2)])


def _rendered(photo: RgbImage, photo_to_frame: Affine) -> RgbImage:
    frame = cv2.warpAffine(
        photo,
        _between_pixel_middles(photo_to_frame),
        (FRAME_WIDTH_PX, FRAME_HEIGHT_PX),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=AROUND,
    )
    return np.asarray(frame, np.uint8)


def _between_pixel_middles(photo_to_frame: Affine) -> Affine:
    """The same map in OpenCV's coordinates, in which the middle of the first pixel is 0, 0."""
    middle = np.array([0.5, 0.5])
    return np.column_stack([photo_to_frame[:, :2], moved_points(photo_to_frame, middle) - middle])
