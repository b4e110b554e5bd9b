"""One decoded frame in a file, by which the media process hands it to a pose worker: RGB, row by row, nothing else.

The file lies in memory (/dev/shm) where there is room. Written and read with write and read, not mapped: a mapped file
that the other side cuts short ends the process that looks at it (SIGBUS). The copy takes 0.6 ms for 1920×1080.
"""

import os
from pathlib import Path
from typing import Final

import numpy as np

from webapp.pose.engine import RgbImage

FRAME_SIDE: Final = 65_535
"""Pixels of a frame's width or height: what a tracker's state can hold."""

FRAME_PIXELS: Final = 64_000_000
"""Pixels of one frame: as many as the largest picture that is read (media/picture_reader.py), 192 MB."""


class FrameFileError(Exception):
    """The file is not the frame that was announced."""


def write_frame(path: Path, frame: RgbImage) -> None:
    """Put a frame, uint8 (height, width, 3), in place of the one before. Raises OSError where there is no room."""
    with path.open("r+b" if path.exists() else "wb", buffering=0) as file:
        left = np.ascontiguousarray(frame).data.cast("B")
        while left:
            left = left[file.write(left) :]
        file.truncate()


def read_frame(path: Path, width: int, height: int) -> RgbImage:
    """The frame of that size, uint8 (height, width, 3). Raises FrameFileError."""
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
