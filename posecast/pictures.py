"""Encodes pictures as JPEG."""

from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

RgbPixels = NDArray[np.uint8]  # (height, width, 3)

LIVE_QUALITY: Final = 85  # the best quality that the page sends (static/js/stream/adaptive_quality.js)
STILL_QUALITY: Final = 95  # higher, since a single picture may have more bytes


def jpeg_bytes(picture: bytes | RgbPixels, quality: int) -> bytes:
    """Return the bytes of a file unchanged, pixels as a JPEG. Raises ValueError for other arrays, ImportError without an encoder."""
    if isinstance(picture, bytes):
        return picture
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise ValueError(
            f"a picture is bytes of a file or an RGB array, uint8 (height, width, 3), not {picture.dtype} {picture.shape}"
        )
    pixels = np.ascontiguousarray(picture)
    try:
        return _with_simplejpeg(pixels, quality)
    except ImportError:
        return _with_pillow(pixels, quality)


def _with_simplejpeg(pixels: RgbPixels, quality: int) -> bytes:
    import simplejpeg

    return bytes(simplejpeg.encode_jpeg(pixels, quality=quality, colorspace="RGB"))


def _with_pillow(pixels: RgbPixels, quality: int) -> bytes:
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError(
            "arrays are sent as JPEG, which needs an encoder: pip install simplejpeg"
        ) from error
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return file.getvalue()
