"""The outermost boxes of an MP4 or QuickTime file (ISO 14496-12): is its index there?"""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

_INDEX: Final = (b"moov", b"moof")  # the index, and that of a fragment
_BOX_LIMIT: Final = 10_000


def is_cut_off(file: BinaryIO) -> bool:
    """The file ends in a box before any index came. Leaves the file at its start."""
    size = file.seek(0, os.SEEK_END)
    try:
        for name, end in _boxes(file, size):
            if name in _INDEX:
                return False
            if end > size:
                return True
        return False
    finally:
        file.seek(0)


def _boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """(name, where it ends) of the outermost boxes."""
    start = 0
    for _ in range(_BOX_LIMIT):
        file.seek(start)
        header = file.read(16)
        if len(header) < 8:
            return
        length, name = struct.unpack_from(">I4s", header)
        if length == 1 and len(header) == 16:
            length = struct.unpack_from(">Q", header, 8)[0]
        end = start + length if length else size  # no length: up to the end
        if end < start + 8:
            return
        yield name, end
        start = end
