"""A video file that every Chromium plays, made from a photograph."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import cv2

from tests.support.photo_clips import Condition, photo_clip, photograph
from webapp.pose.engine import RgbImage

FPS: Final = 30
SWAY_FRAMES: Final = 60
SWAY_PX: Final = 14  # to either side; the crop leaves that much of the photograph out


def write_webm(path: Path, condition: Condition) -> Path:
    """The astronaut, moved as the condition says, a second long and made to loop; VP8 at 30 frames a second."""
    return write_frames(path, (frame.image for frame in photo_clip("astronaut", condition)))


def write_frames(path: Path, frames: Iterable[RgbImage]) -> Path:
    """Frames of one size as a WebM. Raises OSError where OpenCV cannot write it."""
    writer = cv2.VideoWriter()
    for frame in frames:
        if not writer.isOpened():
            size = (frame.shape[1], frame.shape[0])
            writer.open(str(path), cv2.VideoWriter.fourcc(*"VP80"), FPS, size)
        if not writer.isOpened():
            raise OSError("this OpenCV cannot write WebM")
        writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    writer.release()
    return path


def swaying_frames() -> Iterator[RgbImage]:
    """The astronaut filling the picture, swaying gently as in front of a held camera; made to loop."""
    photo = photograph("astronaut")
    side_px = photo.shape[0] - 2 * SWAY_PX
    for index in range(SWAY_FRAMES):
        turn = 2 * math.pi * index / SWAY_FRAMES
        left_px = round(SWAY_PX * (1 + math.sin(turn)))
        top_px = round(SWAY_PX * (1 + math.cos(turn)))
        yield photo[top_px : top_px + side_px, left_px : left_px + side_px]
