"""Checks the index of an MP4 or QuickTime file (ISO 14496-12) before FFmpeg builds its own from it.

FFmpeg allocates 70 bytes for each sample that the index counts, and a few bytes of a file can claim a billion samples. So
the counts are added up first. Boxes are found by name wherever they may be, since FFmpeg is as lenient; the memory limit
of the process catches what this misses.
"""

import mmap
import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from webapp.media.problems import MediaError, MediaProblem

SAMPLE_LIMIT: Final = 2_000_000
"""Frames and audio packets in all: nine hours at 30 frames and 43 packets a second."""

STREAM_LIMIT: Final = 64
"""Video, audio, languages, subtitles; passed to FFmpeg as well."""

EDITED_LIMIT: Final = 4_000_000
"""Samples times edits, since each entry of an edit list may show all samples again."""

_DATA: Final = (b"mdat", b"free", b"skip", b"wide")  # boxes that contain no index
_BOX_LIMIT: Final = 100_000  # outermost boxes; a fragment of some seconds has two
_PRINTABLE: Final = range(0x20, 0x7F)


def check_index(file: BinaryIO) -> None:
    """Check the index and seek to the start. Raises MediaError if the index is cut off or claims too many samples."""
    size = file.seek(0, os.SEEK_END)
    try:
        with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as data:
            _check_boxes(data, size)
    finally:
        file.seek(0)


def _check_boxes(data: mmap.mmap, size: int) -> None:
    samples = edits = streams = 0
    indexed = False
    for name, start, claimed_end in outermost_boxes(data, size):
        if claimed_end > size and not indexed:
            raise MediaError(
                MediaProblem.TRUNCATED,
                "the video ends before its index (MP4 often keeps it at the end): copy or upload it again, whole",
            )
        if name in _DATA:
            continue
        indexed = indexed or name in (b"moov", b"moof")
        end = min(claimed_end, size)
        if _has(data, b"cmov", start, end):
            raise MediaError(
                MediaProblem.UNSUPPORTED, "the video's index is compressed; convert it to plain MP4"
            )
        streams += sum(1 for _ in _places(data, b"trak", start, end))
        samples += sum(_samples(data, start, end))
        edits = max(edits, *_counts(data, b"elst", 4, start, end), 0)
    if streams > STREAM_LIMIT:
        raise MediaError(
            MediaProblem.UNSUPPORTED, f"the video has {streams} streams; at most {STREAM_LIMIT} are read"
        )
    if samples > SAMPLE_LIMIT or samples * edits > EDITED_LIMIT:
        raise MediaError(
            MediaProblem.UNSUPPORTED,
            f"the video's index has {samples:,} entries, cut {edits} times; nine hours at 30 frames a second are read",
        )


def outermost_boxes(data: mmap.mmap, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield each outermost box: name, start, and the end that it claims. Raises MediaError if there are too many."""
    start = 0
    for _ in range(_BOX_LIMIT):
        if start + 8 > size:
            return
        length, name = struct.unpack_from(">I4s", data, start)
        if length == 1 and start + 16 <= size:
            length = struct.unpack_from(">Q", data, start + 8)[0]
        end = start + length if length else size  # length 0 means up to the end of the file
        if end < start + 8:
            return
        yield name, start, end
        start = end
    raise MediaError(MediaProblem.UNSUPPORTED, "the video is in too many fragments; convert it to plain MP4")


def _samples(data: mmap.mmap, start: int, end: int) -> Iterator[int]:
    """Yield how many samples each table of sizes claims, except for plain PCM, which FFmpeg reads by the chunk."""
    tracks = [*_places(data, b"trak", start, end), end]
    for first, last in zip([start, *tracks], tracks, strict=False):
        if not _is_pcm(data, first, last):
            yield from _counts(data, b"stsz", 8, first, last)
            yield from _counts(data, b"stz2", 8, first, last)
    yield from _counts(data, b"trun", 4, start, end)


def _is_pcm(data: mmap.mmap, start: int, end: int) -> bool:
    """Return whether the track is audio of which every sample lasts one tick."""
    is_audio = _has(data, b"soun", start, end)
    return is_audio and any(
        place + 16 <= end and struct.unpack_from(">I4xI", data, place + 8) == (1, 1)
        for place in _places(data, b"stts", start, end)
    )


def _counts(data: mmap.mmap, name: bytes, offset: int, start: int, end: int) -> Iterator[int]:
    """Yield the 32-bit number at that offset after the name of each box that may have that name."""
    for place in _places(data, name, start, end):
        if place + 8 + offset <= end:
            yield struct.unpack_from(">I", data, place + 4 + offset)[0]


def _places(data: mmap.mmap, name: bytes, start: int, end: int) -> Iterator[int]:
    """Yield each position of the name after four bytes that are a length and not text."""
    place = data.find(name, start + 4, end)
    while place >= 0:
        if not all(byte in _PRINTABLE for byte in data[place - 4 : place]):
            yield place
        place = data.find(name, place + 4, end)


def _has(data: mmap.mmap, name: bytes, start: int, end: int) -> bool:
    return next(_places(data, name, start, end), None) is not None
