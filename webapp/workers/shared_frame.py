"""Passes a decoded frame from a media worker to a pose worker through a file: RGB, row by row, nothing else.

The file lies in memory (/dev/shm) where there is room. It is read and written, not mapped: if the other process cut a
mapped file short, reading it would end this process (SIGBUS). The copy takes 0.6 ms for 1920×1080.
"""

import os
from pathlib import Path
from typing import Final

import numpy as np

from webapp.pose.engine import RgbImage

FRAME_SIDE: Final = 65_535
"""Pixels of a frame's width or height at most: what a tracker's state can hold."""

FRAME_PIXELS: Final = 64_000_000
"""Pixels of a frame at most: those of the largest picture that is read (media/picture/reader.py), 192 MB."""


class FrameFileError(Exception):
    """The file does not hold the frame that the request describes."""


def write_frame(path: Path, frame: RgbImage) -> None:
    """Write a frame, uint8 (height, width, 3), over the one before. Raises OSError where there is no room."""
    with path.open("r+b" if path.exists() else "wb", buffering=0) as file:
        left = np.ascontiguousarray(frame).data.cast("B")
        while left:
            left = left[file.write(left) :]
        file.truncate()


def read_frame(path: Path, width: int, height: int) -> RgbImage:
    """Return the frame of that size, uint8 (height, width, 3). Raises FrameFileError."""
    if not (0 < width <= FRAME_SIDE and 0 < height <= FRAME_SIDE and width * height <= FRAME_PIXELS):
        raise FrameFileError(f"a frame of {width} x {height} pixels was announced")
    try:
        with path.open("rb", buffering=0) as file:
            return _read_exactly(file.fileno(), width, height)
    except OSError as error:
        raise FrameFileError(f"the frame's file cannot be read ({error.strerror})") from error


def _read_exactly(fd: int, width: int, height: int) -> RgbImage:
    if os.fstat(fd).st_size != width * height * 3:
        raise FrameFileError("the frame's file has another size than was announced")
    frame = np.empty((height, width, 3), np.uint8)
    left = frame.data.cast("B")
    while left:
        count = os.readv(fd, [left])
        if count == 0:
            raise FrameFileError("the frame's file ended early")
        left = left[count:]
    return frame
