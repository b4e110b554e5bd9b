"""Small files that claim or contain very much data are refused, in little memory and time, measured in a child process."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.media.bounded import MB, Cost, bounded
from tests.media.pictures import (
    claiming,
    encoded,
    heic,
    huge_jpeg,
    png,
    png_header,
    riff,
    scans_jpeg,
    small_photo,
)
from webapp.media.picture.header import shown_chunks
from webapp.media.problems import MediaProblem

WIDE, HIGH = 65_500, 16_000
MEMORY_LIMIT = 64 * MB
TIME_LIMIT_S = 2.0
ZEROS = b"\0" * (48 * MB)


def cost(data: bytes, folder: Path) -> Cost:
    path = folder / "picture"
    path.write_bytes(data)
    warm_up = "webapp.media.picture.reader.Image.preinit()"
    return bounded(
        "webapp.media.picture.reader.read_picture(path).shape", path, "webapp.media.picture.reader", warm_up
    )


def webp_header(layout: bytes) -> bytes:
    """Return a WebP that claims the largest size of VP8 and VP8L, 16383."""
    side = 16_382
    if layout == b"VP8X":
        data = b"\x10\0\0\0" + (WIDE - 1).to_bytes(3, "little") + (HIGH - 1).to_bytes(3, "little")
    elif layout == b"VP8L":
        data = b"\x2f" + (side | side << 14).to_bytes(4, "little") + b"\0" * 16
    else:
        data = b"\x10\0\0\x9d\x01\x2a" + (side + 1).to_bytes(2, "little") * 2 + b"\0" * 16
    return riff(b"WEBP", [(layout, data), (b"VP8 ", b"\0" * 32)])


def gif_header(width: int, height: int) -> bytes:
    """Return a GIF that claims a size."""
    whole = bytearray(encoded(Image.fromarray(small_photo()).quantize(4), "GIF"))
    whole[6:10] = struct.pack("<HH", width, height)
    return bytes(whole)


BOMBS = {
    "PNG": png(png_header(WIDE, HIGH), [(b"IDAT", zlib.compress(b"\0" * 10_000))]),
    "PNG of one bit": png(png_header(WIDE, HIGH, 1, 0), [(b"IDAT", zlib.compress(b"\0" * 10_000))]),
    "PNG of 2 billion a side": png(png_header(2**31 - 1, 2**31 - 1), [(b"IDAT", b"")]),
    "JPEG": huge_jpeg(WIDE, HIGH),
    "progressive JPEG": huge_jpeg(WIDE, HIGH, progressive=True),
    "WebP, extended": webp_header(b"VP8X"),
    "WebP, lossless": webp_header(b"VP8L"),
    "WebP, lossy": webp_header(b"VP8 "),
    "GIF": gif_header(WIDE, HIGH),
    "HEIC": claiming(heic(Image.new("RGB", (64, 64))), WIDE, HIGH),
    "AVIF": claiming(encoded(Image.new("RGB", (64, 64)), "AVIF"), 16_000, 16_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_absurd_sizes_are_refused_before_anything_is_decoded(name: str, tmp_path: Path) -> None:
    assert len(BOMBS[name]) < 10_000
    taken = cost(BOMBS[name], tmp_path)
    assert taken.answer[0] == MediaProblem.TOO_MANY_PIXELS
    assert "×" in taken.answer[1]
    assert taken.memory < MEMORY_LIMIT
    assert taken.seconds < TIME_LIMIT_S


@pytest.mark.slow  # encoding it takes half a minute
def test_a_heic_larger_than_it_says_is_not_decoded(tmp_path: Path) -> None:
    taken = cost(claiming(heic(Image.new("RGB", (5000, 5000)), quality=10), 64, 64), tmp_path)
    assert taken.answer[0] == MediaProblem.DAMAGED
    assert taken.memory < MEMORY_LIMIT
    assert taken.seconds < TIME_LIMIT_S


def test_a_part_larger_than_its_gif_is_not_decoded(tmp_path: Path) -> None:
    whole = bytearray(encoded(Image.fromarray(small_photo()).quantize(4), "GIF"))
    start = whole.index(b"\x2c" + bytes(4) + struct.pack("<HH", 160, 120))
    whole[start + 5 : start + 9] = struct.pack("<HH", WIDE, HIGH)
    taken = cost(bytes(whole), tmp_path)
    assert taken.answer[0] in (MediaProblem.TOO_MANY_PIXELS, MediaProblem.DAMAGED)
    assert taken.memory < MEMORY_LIMIT
    assert taken.seconds < TIME_LIMIT_S


def test_texts_and_profiles_are_not_decompressed(tmp_path: Path) -> None:
    packed = zlib.compress(ZEROS, 9)
    whole = png(
        png_header(2, 1),
        [
            (b"iCCP", b"p\0\0" + packed),
            *[(b"zTXt", b"key\0\0" + packed)] * 20,
            (b"iTXt", b"key\0\1\0\0\0" + packed),
            (b"IDAT", zlib.compress(b"\0" + bytes(range(6)))),
        ],
    )
    taken = cost(whole, tmp_path)
    assert taken.answer == [1, 2, 3]
    assert taken.memory < MEMORY_LIMIT
    assert taken.seconds < TIME_LIMIT_S


def test_pixel_data_beyond_the_size_is_not_decompressed(tmp_path: Path) -> None:
    taken = cost(png(png_header(2, 2), [(b"IDAT", zlib.compress(ZEROS, 9))]), tmp_path)
    assert taken.memory < MEMORY_LIMIT
    assert taken.seconds < TIME_LIMIT_S


@pytest.mark.parametrize("scans", [101, 5000])
def test_a_jpeg_of_very_many_scans_is_refused(scans: int, tmp_path: Path) -> None:
    taken = cost(scans_jpeg(scans), tmp_path)
    assert taken.answer[0] == MediaProblem.UNSUPPORTED
    assert "scans" in taken.answer[1]
    assert taken.seconds < TIME_LIMIT_S


def test_a_progressive_jpeg_of_a_camera_is_read(tmp_path: Path) -> None:
    assert cost(scans_jpeg(1), tmp_path).answer == [120, 160, 3]


def test_too_little_memory_is_reported_as_such(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(encoded(Image.new("RGB", (7900, 7900)), "PNG"))
    taken = bounded(
        "webapp.media.picture.reader.read_picture(path).shape",
        path,
        "webapp.media.picture.reader",
        more_memory=200 * MB,
    )
    assert taken.answer[0] == MediaProblem.NO_MEMORY


def test_only_the_chunks_of_the_still_picture_are_kept() -> None:
    plain = encoded(Image.fromarray(small_photo()), "PNG")
    assert shown_chunks(plain) == plain
    with_text = plain[:33] + b"\0\0\0\3tEXta\0b" + b"\0\0\0\0" + plain[33:]
    assert shown_chunks(with_text) == plain
    assert shown_chunks(plain[:50]) == plain[:50]
    assert shown_chunks(plain[:3]) == plain[:3]
