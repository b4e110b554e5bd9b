"""Builds small videos that claim or contain very much data."""

import struct
import zlib
from fractions import Fraction
from pathlib import Path
from typing import Final

import av

from tests.media.clips import HEIGHT, WIDTH, patched, write_clip
from tests.media.pictures import png, png_header

MB: Final = 1 << 20


def one_packet(path: Path, codec: str, data: bytes) -> Path:
    with av.open(str(path), "w") as target:
        stream = target.add_mux_stream(codec, rate=25, width=WIDTH, height=HEIGHT)
        for index in range(3):
            packet = av.Packet(data)
            packet.stream, packet.pts, packet.dts, packet.time_base = (
                stream,
                index * 40,
                index * 40,
                Fraction(1, 1000),
            )
            packet.is_keyframe = True
            target.mux(packet)
    return path


def packed_png() -> bytes:
    """Return a PNG that claims a billion pixels and contains a few of them, 30 MB in 30 KB."""
    return png(png_header(65_500, 16_000), [(b"IDAT", zlib.compress(bytes(30 * MB), 9))])


def many_streams(path: Path, streams: int = 5001) -> Path:
    """Repeat the one track of an MP4."""
    whole = write_clip(path).read_bytes()
    start = whole.index(b"trak") - 4
    track = whole[start : start + struct.unpack_from(">I", whole, start)[0]]
    moov = whole.index(b"moov") - 4
    grown = struct.pack(">I", struct.unpack_from(">I", whole, moov)[0] + (streams - 1) * len(track))
    path.write_bytes(
        whole[:moov] + grown + whole[moov + 4 : start] + track * streams + whole[start + len(track) :]
    )
    return path


def huge_raw_video(path: Path) -> Path:
    """Write an AVI whose header claims a billion pixels. path: with the extension .avi."""
    write_clip(path, codec="rawvideo", pix_fmt="bgr24")
    patched(path, b"strf", 8, struct.pack("<ii", 65_500, 16_000))
    return path
