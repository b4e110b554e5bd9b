"""Builds picture files of many kinds from one photograph for tests."""

import io
import struct
import zlib
from typing import Any, Final

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

from tests.support.photo_clips import photograph

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
ORIENTATION_TAG: Final = 0x0112


def small_photo() -> NDArray[np.uint8]:
    """The astronaut's head, uint8 (120, 160, 3), RGB."""
    return np.ascontiguousarray(photograph("astronaut")[40:160, 150:310])


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    if kind == "HEIC":
        return heic(picture, **options)
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def oriented(pixels: NDArray[np.uint8], orientation: int, kind: str = "PNG") -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    return encoded(Image.fromarray(pixels), kind, exif=exif)


def png(header: bytes, chunks: list[tuple[bytes, bytes]]) -> bytes:
    """Return a PNG with these chunks between the first and the last."""
    all_chunks = [(b"IHDR", header), *chunks, (b"IEND", b"")]
    return PNG_SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in all_chunks
    )


def png_header(width: int, height: int, bits: int = 8, colour_type: int = 2) -> bytes:
    return struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)


def png_of_16_bits(rows: NDArray[np.uint16]) -> bytes:
    """(height, width) grey, (…, 2) grey with alpha, (…, 3) RGB or (…, 4) RGBA, 16 bits each."""
    height, width = rows.shape[:2]
    channels = 1 if rows.ndim == 2 else rows.shape[2]
    colour_type = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    lines = b"".join(b"\0" + row.astype(">u2").tobytes() for row in rows)
    return png(png_header(width, height, 16, colour_type), [(b"IDAT", zlib.compress(lines))])


def heic(picture: Image.Image, **options: Any) -> bytes:
    """Return a HEIC, as iPhones write; libheif turns it by the orientation in its EXIF."""
    file = io.BytesIO()
    pillow_heif.from_pillow(picture).save(file, **options)
    return file.getvalue()


def claiming(boxes: bytes, width: int, height: int) -> bytes:
    """Return a HEIC or AVIF whose header says that all its pictures have another size."""
    claimed = bytearray(boxes)
    start = -1
    while (start := claimed.find(b"ispe", start + 1)) >= 0:
        claimed[start + 8 : start + 16] = struct.pack(">II", width, height)
    return bytes(claimed)


def riff(form: bytes, chunks: list[tuple[bytes, bytes]]) -> bytes:
    body = form + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def huge_jpeg(width: int, height: int, progressive: bool = False) -> bytes:
    """Return a small, complete JPEG whose header claims another size."""
    whole = bytearray(encoded(Image.fromarray(small_photo()), "JPEG", progressive=progressive))
    start = whole.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    whole[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(whole)


def scans_jpeg(scans: int) -> bytes:
    """Return a progressive JPEG whose last scan is repeated."""
    whole = encoded(Image.fromarray(small_photo()), "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * scans + whole[-2:]
