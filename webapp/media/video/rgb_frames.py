"""Decoded frames to upright RGB pixels of one size."""

from fractions import Fraction
from typing import Final

import numpy as np
from av import VideoFrame as DecodedFrame
from av.sidedata.sidedata import Type
from av.video.reformatter import VideoReformatter

from webapp.media.orientation import UPRIGHT, orientation_of_matrix, upright, upright_size
from webapp.pose.engine import RgbImage

SQUARE_WITHIN: Final = 0.02
"""Pixels so nearly square are left alone: encoders write 2023:2025 after rounding a size."""

NARROWEST_PIXEL: Final = Fraction(1, 4)
"""Anamorphic cinema has 2:1; anything beyond 4:1 is a damaged number and ignored."""


class RgbFrames:
    """Makes all frames of a video like its first: upright, of its size, with square pixels.

    A frame of another size in the middle of the video is scaled to the first one's. Pixels that are not square are made
    so by widening or heightening the picture, so that nothing is lost. The values are FFmpeg's (bilinear, unscaled
    where the size stays), which OpenCV uses likewise: equal to the last bit on 8-bit video.
    """

    def __init__(self, first: DecodedFrame, sample_aspect_ratio: Fraction | None) -> None:
        self._orientation = _orientation(first)
        self._coded_size = square_size(first.width, first.height, sample_aspect_ratio)
        self._reformatter = VideoReformatter()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the upright pictures."""
        return upright_size(*self._coded_size, self._orientation)

    def rgb(self, frame: DecodedFrame) -> RgbImage:
        """uint8 (height, width, 3), contiguous and nobody else's. Raises av.FFmpegError."""
        width, height = self._coded_size
        converted = self._reformatter.reformat(frame, width, height, "rgb24", threads=1)
        return upright(np.ascontiguousarray(converted.to_ndarray(), np.uint8), self._orientation)


def square_size(width: int, height: int, sample_aspect_ratio: Fraction | None) -> tuple[int, int]:
    """(width, height) with square pixels, for pixels of that width over height."""
    ratio = sample_aspect_ratio or Fraction(1)
    nonsense = not NARROWEST_PIXEL <= ratio <= 1 / NARROWEST_PIXEL
    if nonsense or abs(float(ratio) - 1) <= SQUARE_WITHIN:
        return width, height
    return (round(width * ratio), height) if ratio > 1 else (width, round(height / ratio))


def _orientation(frame: DecodedFrame) -> int:
    matrix = frame.side_data.get(Type.DISPLAYMATRIX)  # type: ignore[call-overload]
    if matrix is None:
        return UPRIGHT
    return orientation_of_matrix(np.frombuffer(bytes(matrix), np.int32))
