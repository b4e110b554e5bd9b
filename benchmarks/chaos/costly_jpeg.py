"""A small JPEG that takes seconds to decode: progressive, with thousands of scans that hold next to nothing."""

import io
from typing import Final

import numpy as np
from PIL import Image

SIDE_PX: Final = 4000
SCANS: Final = 4000
_START_OF_SCAN: Final = b"\xff\xda"
_END_OF_IMAGE: Final = b"\xff\xd9"


def costly_jpeg(side_px: int = SIDE_PX, scans: int = SCANS) -> bytes:
    """Return a grey picture whose last scan is repeated; libjpeg passes over all its blocks for each."""
    encoded = io.BytesIO()
    Image.fromarray(np.full((side_px, side_px), 128, np.uint8)).save(encoded, "JPEG", progressive=True)
    picture = encoded.getvalue()
    last = picture[picture.rindex(_START_OF_SCAN) : -len(_END_OF_IMAGE)]
    return picture[: -len(_END_OF_IMAGE)] + last * (scans - picture.count(_START_OF_SCAN)) + _END_OF_IMAGE
