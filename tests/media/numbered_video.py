"""Writes a video in which the brightness of a frame is its number."""

from pathlib import Path
from typing import Final

import numpy as np

from webapp.media.video.writer import VideoWriter
from webapp.pose.engine import RgbImage

WIDTH: Final = 64
HEIGHT: Final = 48
DARKEST: Final = 142  # darker ones are marks of the fake engine
STEP: Final = 6
MOST: Final = 18
TIMES_S: Final = tuple(round(index / 30 + 0.01 * (index % 3), 4) for index in range(MOST))
"""Not evenly, as phones record."""


def write_numbered_video(path: Path, frames: int = MOST) -> Path:
    with VideoWriter(path, WIDTH, HEIGHT) as writer:
        for index in range(frames):
            writer.write(np.full((HEIGHT, WIDTH, 3), DARKEST + STEP * index, np.uint8), TIMES_S[index])
    return path


def number_of(frame: RgbImage) -> int:
    """Return a frame's number, from the brightness of its upper left corner."""
    return round((float(frame[:8, :8].mean()) - DARKEST) / STEP)
