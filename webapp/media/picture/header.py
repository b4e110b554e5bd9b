"""Checks a picture's header before it is decoded, and removes parts of the file that the decoder does not need.

Hostile pictures could otherwise make the decoders take much memory or time.
"""

import struct
from collections.abc import Iterator
from typing import Final

from webapp.media.problems import MediaError, MediaProblem

SCAN_LIMIT: Final = 100
"""Scans of a progressive JPEG. Encoders write about ten; the decoder passes over the whole picture for each."""

_START_OF_SCAN: Final = b"\xff\xda"  # in pixel data ff is always followed by 00 or d0..d7
_PNG_SIGNATURE_BYTES: Final = 8
_SHOWN_CHUNKS: Final = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"eXIf", b"IEND"))


def scan_count(jpeg: bytes) -> int:
    """Return the number of scans, perhaps with those of a preview in the header."""
    return jpeg.count(_START_OF_SCAN)


def check_scans(jpeg: bytes) -> None:
    """Raise MediaError for a JPEG with so many scans that decoding takes long."""
    if scan_count(jpeg) > SCAN_LIMIT:
        raise MediaError(
            MediaProblem.UNSUPPORTED,
            f"the JPEG is written in more than {SCAN_LIMIT} scans, which no camera does; save it anew",
        )


def shown_chunks(png: bytes) -> bytes:
    """Return the PNG with only the chunks of its still picture, without texts, profiles and frames of an animation.

    Those may be compressed a thousandfold; png_chunk gives the profile as it is packed. A chunk cut off by the file's end stays, so that the decoder notices it.
    """
    kept = [png[:_PNG_SIGNATURE_BYTES]]
    kept += [png[start:end] for name, start, end in _chunks(png) if name in _SHOWN_CHUNKS]
    return b"".join(kept)


def png_chunk(png: bytes, wanted: bytes) -> bytes:
    """Return the data of a PNG's first chunk of that name, as it is in the file; empty if there is none."""
    for name, start, end in _chunks(png):
        if name == wanted:
            return png[start + 8 : end - 4]
    return b""


def _chunks(png: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and end of each chunk, length and checksum included."""
    start = _PNG_SIGNATURE_BYTES
    while start + 8 <= len(png):
        length, name = struct.unpack_from(">I4s", png, start)
        end = start + 12 + length
        yield name, start, end
        start = end


def webp_size(webp: bytes) -> tuple[int, int]:
    """Return (width, height) of a WebP, since its decoder allocates the whole picture on creation. Raises MediaError.

    The three layouts are those of RFC 9649.
    """
    layout = webp[12:16]
    if len(webp) >= 30:
        if layout == b"VP8X":
            return _three_bytes(webp, 24) + 1, _three_bytes(webp, 27) + 1
        if layout == b"VP8L":
            bits = int.from_bytes(webp[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if layout == b"VP8 ":
            width, height = struct.unpack_from("<HH", webp, 26)
            return width & 0x3FFF, height & 0x3FFF
    raise MediaError(MediaProblem.DAMAGED, "the WebP's header is damaged or cut off; save the picture anew")


def _three_bytes(data: bytes, start: int) -> int:
    return int.from_bytes(data[start : start + 3], "little")
