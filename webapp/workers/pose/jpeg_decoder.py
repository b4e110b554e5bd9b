"""Decodes a frame's JPEG to RGB, with a code for each way in which that can fail.

simplejpeg's strict mode refuses what libjpeg would only warn about: truncated and damaged data. Baseline and
progressive, colour, grayscale and CMYK are all read; EXIF rotation is not applied, since poses are in the
coordinates of the frame as sent.
"""

from ctypes import addressof, c_char
from typing import Final, cast

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from webapp.media.picture.header import scan_count
from webapp.pose.engine import RgbImage
from webapp.protocol import limits
from webapp.protocol.wire import ProblemCode

_START_OF_IMAGE: Final = b"\xff\xd8\xff"

_VECTOR_BYTES: Final = 32
"""Alignment that rows must not have: libjpeg-turbo writes such rows past the cache (AVX2's streaming stores), and the
crop, which comes next, has to fetch them from memory: 0.6 ms instead of 0.25 ms for a 480x640 frame."""


class FrameError(Exception):
    """The bytes are no picture that can be read; code and message say what is wrong and what to do."""

    def __init__(self, code: ProblemCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def decode_frame(jpeg: bytes, pixel_limit: int = limits.FRAME_PIXELS) -> RgbImage:
    """Return the picture, uint8 (height, width, 3), RGB. Raises FrameError."""
    if not jpeg.startswith(_START_OF_IMAGE):
        raise FrameError(ProblemCode.NOT_A_JPEG, "the frame is not a JPEG; encode it as image/jpeg")
    try:
        height, width, _, _ = simplejpeg.decode_jpeg_header(jpeg)
        _check_pixels(int(width), int(height), pixel_limit)
        _check_scans(jpeg, int(width) * int(height))
        pixels = _pixels_in_cache(int(width), int(height))
        # Colour comes at half the resolution anyway; smoothing it costs a tenth of the time and brings landmarks no
        # nearer to those of the frame before its compression (docs/decisions/0013).
        decoded = simplejpeg.decode_jpeg(jpeg, colorspace="RGB", fastupsample=True, buffer=pixels)
        return cast("RgbImage", decoded)
    except ValueError as error:
        raise FrameError(
            ProblemCode.BROKEN_JPEG, f"the JPEG is truncated or damaged ({error}); send it whole"
        ) from error


def _pixels_in_cache(width: int, height: int) -> NDArray[np.uint8]:
    """Allocate a picture at an address from which decoding leaves it in the cache."""
    size = width * height * 3
    room = np.empty(size + 2 * _VECTOR_BYTES, np.uint8)
    # `room.ctypes.data` takes 15 µs after a network has run, this takes 6.
    address = addressof(c_char.from_buffer(room.data))
    start = -address % _VECTOR_BYTES + _VECTOR_BYTES // 2
    return room[start : start + size]


def _check_pixels(width: int, height: int, pixel_limit: int) -> None:
    if width * height > pixel_limit:
        raise FrameError(
            ProblemCode.FRAME_TOO_MANY_PIXELS,
            f"the frame has {width} x {height} pixels, at most {pixel_limit:,} in all are allowed; "
            "send a smaller picture, 640 pixels wide is plenty",
        )


def _check_scans(jpeg: bytes, pixels: int) -> None:
    scans = scan_count(jpeg)
    if pixels * scans > limits.FRAME_PIXEL_SCANS:
        raise FrameError(
            ProblemCode.FRAME_TOO_COSTLY,
            f"the frame's {pixels:,} pixels are written in {scans} scans, which take too long to decode; "
            "send a baseline JPEG, as cameras' encoders write",
        )
