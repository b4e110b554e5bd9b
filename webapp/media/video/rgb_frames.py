"""Converts decoded frames to upright RGB pixels of one size."""

from fractions import Fraction
from typing import Final

import numpy as np
from av import VideoFrame as DecodedFrame
from av.sidedata.sidedata import Type
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from webapp.media.orientation import UPRIGHT, orientation_of_matrix, upright, upright_size
from webapp.media.video.hdr import HdrToSdr, is_hdr
from webapp.pose.engine import RgbImage

SQUARE_WITHIN: Final = 0.02
"""Pixels whose aspect ratio is this close to 1 count as square: encoders write 2023:2025 after rounding a size."""

NARROWEST_PIXEL: Final = Fraction(1, 4)
"""Anamorphic cinema has 2:1; a ratio beyond 4:1 is taken for damage and ignored."""


class RgbFrames:
    """Converts all frames of a video to the format of its first: upright, of its size, with square pixels.

    A frame of another size is scaled to that of the first. Pixels become square by scaling the picture up in one
    direction, so that no detail is lost. FFmpeg converts (bilinear, without scaling if the size stays), as in OpenCV:
    the values are bit-equal on 8-bit video. HDR becomes SDR, by the curve and the primaries of the first such frame.
    """

    def __init__(self, first: DecodedFrame, sample_aspect_ratio: Fraction | None) -> None:
        self._orientation = _orientation(first)
        self._coded_size = square_size(first.width, first.height, sample_aspect_ratio)
        self._reformatter = VideoReformatter()
        self._hdr: HdrToSdr | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the upright frames."""
        return upright_size(*self._coded_size, self._orientation)

    def rgb(self, frame: DecodedFrame) -> RgbImage:
        """Return uint8 (height, width, 3), contiguous, not shared with the decoder. Raises av.FFmpegError."""
        pixels = (
            self._sdr(frame) if is_hdr(frame) else np.asarray(self._reformatted(frame, "rgb24"), np.uint8)
        )
        return upright(np.ascontiguousarray(pixels), self._orientation)

    def _sdr(self, frame: DecodedFrame) -> RgbImage:
        if self._hdr is None:
            self._hdr = HdrToSdr(frame)
        return self._hdr.sdr(np.asarray(self._reformatted(frame, "rgb48le"), np.uint16))

    def _reformatted(self, frame: DecodedFrame, pixel_format: str) -> NDArray[np.generic]:
        width, height = self._coded_size
        return self._reformatter.reformat(frame, width, height, pixel_format, threads=1).to_ndarray()


def square_size(width: int, height: int, sample_aspect_ratio: Fraction | None) -> tuple[int, int]:
    """Return (width, height) with square pixels. sample_aspect_ratio: width over height of a coded pixel."""
    ratio = sample_aspect_ratio or Fraction(1)
    is_damaged = not NARROWEST_PIXEL <= ratio <= 1 / NARROWEST_PIXEL
    if is_damaged or abs(float(ratio) - 1) <= SQUARE_WITHIN:
        return width, height
    return (round(width * ratio), height) if ratio > 1 else (width, round(height / ratio))


def _orientation(frame: DecodedFrame) -> int:
    matrix = frame.side_data.get(Type.DISPLAYMATRIX)  # type: ignore[call-overload]
    if matrix is None:
        return UPRIGHT
    return orientation_of_matrix(np.frombuffer(bytes(matrix), np.int32))
