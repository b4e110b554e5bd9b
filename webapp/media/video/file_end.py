"""Tells whether a video file ends in the middle: of a box, an element, a chunk or a packet that its format counts.

A recording that stopped has no length in its header, so that its frames alone do not tell that some are missing. A file
that was cut off just between two parts does not show it either, nor does an MPEG program stream.
"""

import mmap
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from webapp.media import file_kind as kinds
from webapp.media.file_kind import SNIFFED_BYTES, file_kind, transport_packet_bytes
from webapp.media.video.mp4_index import outermost_boxes

_WITH_FRAMES: Final = (b"mdat", b"moof", b"moov")
"""Boxes without which an MP4 has no frames; what else seems to reach beyond its end may be rubbish after it."""

_SEGMENT: Final = 0x18538067
_CLUSTER: Final = 0x1F43B675
_UNKNOWN_SIZE_IN: Final = (_SEGMENT, _CLUSTER)
"""Elements of Matroska that a live recording leaves open; they end where the next of their kind begins."""

_ELEMENT_LIMIT: Final = 2_000_000
"""Elements of one Matroska file that are looked at: in live recordings each frame is one, as in SAMPLE_LIMIT."""


def is_cut_off(path: Path) -> bool:
    """Return whether the file ends in the middle. Raises OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size == 0:
            return True
        with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as data:
            kind = file_kind(data[:SNIFFED_BYTES])
            if kind is kinds.MP4:
                return any(
                    end > size and name in _WITH_FRAMES for name, _, end in outermost_boxes(data, size)
                )
            if kind is kinds.MATROSKA:
                return any(end > size for end in _element_ends(data, size))
            if kind is kinds.AVI:
                return any(end > size for end in _chunk_ends(data, size))
            packet_bytes = transport_packet_bytes(data[:SNIFFED_BYTES])
            if kind is kinds.MPEG_TS and packet_bytes:
                return size % packet_bytes != 0
    return False


def _chunk_ends(data: mmap.mmap, size: int) -> Iterator[int]:
    """Yield the end of each outermost chunk of an AVI (RIFF): one, and one more for each further gigabyte or so."""
    start = 0
    while start + 8 <= size and data[start : start + 4] == b"RIFF":
        start += 8 + struct.unpack_from("<I", data, start + 4)[0]
        yield start
        start += start % 2


def _element_ends(data: mmap.mmap, size: int) -> Iterator[int]:
    """Yield the end of each element of a Matroska file (RFC 8794) that has a length, at any depth that has to be entered.

    An element whose head is cut off ends beyond the file.
    """
    start = 0
    for _ in range(_ELEMENT_LIMIT):
        if start >= size:
            return
        id_bytes = _length_of(data[start])
        if id_bytes > 4:
            return  # rubbish, or zeros
        size_at = start + id_bytes
        if size_at >= size or size_at + _length_of(data[size_at]) > size:
            yield size + 1
            return
        name = int.from_bytes(data[start:size_at])
        start = size_at + _length_of(data[size_at])
        content_bytes = _number(data[size_at:start])
        if start > size_at + 8 or (content_bytes is None and name not in _UNKNOWN_SIZE_IN):
            return
        start += content_bytes or 0
        yield start


def _length_of(first: int) -> int:
    """Return how many bytes a number has that begins with this byte: 1 to 8, and 9 if no number begins so."""
    return 9 - first.bit_length()


def _number(coded: bytes) -> int | None:
    """Return the number without the bit that marks its length; None if all its bits are set: unknown."""
    bits = 7 * len(coded)
    found = int.from_bytes(coded) & ((1 << bits) - 1)
    return None if found == (1 << bits) - 1 else found
