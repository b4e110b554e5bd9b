"""Pictures for the tests of the API, made here."""

import io
import struct
import zlib
from typing import Final

import numpy as np
from PIL import Image


def gray_picture(level: int = 220, width: int = 64, height: int = 48, kind: str = "JPEG") -> bytes:
    """A picture of one gray; some levels make the fake engine misbehave."""
    stream = io.BytesIO()
    Image.fromarray(np.full((height, width, 3), level, np.uint8)).save(stream, kind)
    return stream.getvalue()


def png_bomb(width: int = 65_500, height: int = 16_000) -> bytes:
    """A PNG of so many black pixels, in 1 KB, whose rows end early."""
    rows = zlib.compress(bytes(2**20), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


GOOD: Final = gray_picture()
