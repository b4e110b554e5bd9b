"""Opens HEIC pictures, which iPhones and newer cameras write, with libheif (docs/decisions/0021)."""

import io
from typing import Final

import pillow_heif
from PIL import ImageFile
from pillow_heif import HeifImageFile

DECODER_THREADS: Final = 1
"""As for the other kinds; several pictures are read at once by several processes."""

pillow_heif.options.DECODE_THREADS = DECODER_THREADS
pillow_heif.options.THUMBNAILS = False
pillow_heif.options.DEPTH_IMAGES = False
pillow_heif.options.AUX_IMAGES = False


def opened_heic(heic: bytes) -> ImageFile.ImageFile:
    """Return the main picture, not decoded yet; it is upright once it is. Raises what libheif finds wrong, SyntaxError."""
    return HeifImageFile(io.BytesIO(heic))  # type: ignore[no-untyped-call]
