"""JPEG bytes to an RGB picture, with every way in which it can fail told apart.

simplejpeg's strict mode refuses what libjpeg would only warn about: truncated and damaged data. Baseline and
progressive, colour, grayscale and CMYK are all read; EXIF rotation is not applied, since poses are in the
coordinates of the frame as sent.
"""

from typing import Final, cast

import simplejpeg

from webapp import limits
from webapp.pose.engine import RgbImage
from webapp.wire import ProblemCode

_START_OF_IMAGE: Final = b"\xff\xd8\xff"


class FrameError(Exception):
    """The bytes give no picture; says what is wrong and what to do."""

    def __init__(self, code: ProblemCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def decode_frame(jpeg: bytes, pixel_limit: int = limits.FRAME_PIXELS) -> RgbImage:
    """The picture as uint8 (height, width, 3), RGB. Raises FrameError."""
    if not jpeg.startswith(_START_OF_IMAGE):
        raise FrameError(ProblemCode.NOT_A_JPEG, "the frame is not a JPEG; encode it as image/jpeg")
    try:
        height, width, _, _ = simplejpeg.decode_jpeg_header(jpeg)
        _check_pixels(int(width), int(height), pixel_limit)
        return cast("RgbImage", simplejpeg.decode_jpeg(jpeg, colorspace="RGB"))
    except ValueError as error:
        raise FrameError(
            ProblemCode.BROKEN_JPEG, f"the JPEG is truncated or damaged ({error}); send it whole"
        ) from error


def _check_pixels(width: int, height: int, pixel_limit: int) -> None:
    if width * height > pixel_limit:
        raise FrameError(
            ProblemCode.FRAME_TOO_MANY_PIXELS,
            f"the frame has {width} x {height} pixels, at most {pixel_limit:,} in all are allowed; "
            "send a smaller picture, 640 pixels wide is plenty",
        )
