"""Decoding a JPEG, and every way in which that fails."""

import io
from typing import Any

import numpy as np
import pytest
import simplejpeg
import skimage.data
from PIL import Image

from webapp.protocol import limits
from webapp.protocol.wire import ProblemCode
from webapp.workers.pose.jpeg_decoder import FrameError, decode_frame

PHOTO = skimage.data.astronaut()


def jpeg(mode: str = "RGB", **options: Any) -> bytes:
    encoded = io.BytesIO()
    Image.fromarray(PHOTO).convert(mode).save(encoded, "JPEG", **options)
    return encoded.getvalue()


def png() -> bytes:
    encoded = io.BytesIO()
    Image.fromarray(PHOTO).save(encoded, "PNG")
    return encoded.getvalue()


def with_size(height: int, width: int, picture: bytes | None = None) -> bytes:
    """The photograph with another size in its header."""
    encoded = bytearray(picture or jpeg())
    frame_marker = b"\xff\xc2" if picture else b"\xff\xc0"
    size_at = encoded.index(frame_marker) + 5
    encoded[size_at : size_at + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(encoded)


def error_code(data: bytes) -> str:
    with pytest.raises(FrameError) as caught:
        decode_frame(data)
    assert caught.value.message
    return caught.value.code


def test_the_picture_is_rgb_and_close_to_what_was_encoded() -> None:
    frame = decode_frame(jpeg(quality=95))
    assert frame.shape == (512, 512, 3)
    assert frame.dtype == np.uint8
    assert np.abs(frame.astype(int) - PHOTO).mean() < 3


@pytest.mark.parametrize(("subsampling", "at_most"), [("4:4:4", 0.1), ("4:2:0", 1.5)])
def test_it_equals_other_libjpeg_decoders_but_for_smoothed_colour(subsampling: str, at_most: float) -> None:
    encoded = jpeg(subsampling=subsampling)
    elsewhere = np.asarray(Image.open(io.BytesIO(encoded)).convert("RGB"))
    assert np.abs(decode_frame(encoded).astype(int) - elsewhere).mean() <= at_most


def test_progressive_is_read_too() -> None:
    np.testing.assert_array_equal(decode_frame(jpeg(progressive=True)), decode_frame(jpeg()))


def test_grayscale_gives_three_equal_channels() -> None:
    frame = decode_frame(jpeg("L"))
    assert frame.shape == (512, 512, 3)
    np.testing.assert_array_equal(frame[..., 0], frame[..., 2])


def test_cmyk_gives_the_colours_it_stands_for() -> None:
    frame = decode_frame(jpeg("CMYK", quality=95))
    assert np.abs(frame.astype(int) - PHOTO).mean() < 5


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (360, 640), (256, 256)])
def test_the_address_lets_decoding_leave_the_picture_in_the_cache(size: tuple[int, int]) -> None:
    encoded = io.BytesIO()
    Image.fromarray(PHOTO).resize(size).save(encoded, "JPEG")
    frames = [decode_frame(encoded.getvalue()) for _ in range(5)]
    assert all(frame.ctypes.data % 32 for frame in frames)


def test_bytes_after_the_end_do_no_harm() -> None:
    np.testing.assert_array_equal(decode_frame(jpeg() + bytes(100)), decode_frame(jpeg()))


@pytest.mark.parametrize(
    "data", [b"hello" * 100, bytes(1000), png(), b"\xff", b"\xff\xd8", b"RIFF0000WEBP", b"GIF89a"]
)
def test_other_bytes_are_not_a_jpeg(data: bytes) -> None:
    assert error_code(data) == ProblemCode.NOT_A_JPEG


@pytest.mark.parametrize("kept", [0.01, 0.3, 0.5, 0.9, 0.999])
def test_a_truncated_jpeg(kept: float) -> None:
    whole = jpeg()
    assert error_code(whole[: int(len(whole) * kept)]) == ProblemCode.BROKEN_JPEG


def test_a_jpeg_without_its_end_marker() -> None:
    assert error_code(jpeg()[:-2]) == ProblemCode.BROKEN_JPEG


def test_a_jpeg_cut_short_and_closed() -> None:
    whole = jpeg()
    assert error_code(whole[: len(whole) // 2] + b"\xff\xd9") == ProblemCode.BROKEN_JPEG


def test_a_jpeg_with_a_hole() -> None:
    whole = jpeg()
    assert error_code(whole[:5000] + bytes(3000) + whole[8000:]) == ProblemCode.BROKEN_JPEG


def test_a_jpeg_without_pixels() -> None:
    assert error_code(with_size(0, 0)) == ProblemCode.BROKEN_JPEG


def test_too_many_pixels_are_refused_from_the_header_alone() -> None:
    assert error_code(with_size(30_000, 30_000)) == ProblemCode.FRAME_TOO_MANY_PIXELS


def test_the_pixel_limit_counts_pixels_not_sides() -> None:
    assert decode_frame(jpeg(), pixel_limit=512 * 512).shape == (512, 512, 3)
    with pytest.raises(FrameError, match="512 x 512 pixels"):
        decode_frame(jpeg(), pixel_limit=512 * 512 - 1)


def in_scans(count: int) -> bytes:
    """The photograph as a progressive JPEG whose last scan comes again until there are so many."""
    encoded = jpeg(progressive=True)
    last = encoded.rindex(b"\xff\xda")
    return encoded[:-2] + encoded[last:-2] * (count - encoded.count(b"\xff\xda")) + b"\xff\xd9"


def test_a_frame_in_more_scans_than_its_pixels_allow_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def decode(*_arguments: object, **_options: object) -> None:
        pytest.fail("decoded")

    monkeypatch.setattr(simplejpeg, "decode_jpeg", decode)
    assert error_code(in_scans(limits.FRAME_PIXEL_SCANS // PHOTO[..., 0].size + 1)) == "frame-too-costly"


def test_a_large_frame_may_have_few_scans() -> None:
    encoded = in_scans(17)
    with pytest.raises(FrameError) as caught:
        decode_frame(with_size(2000, 2000, encoded))
    assert caught.value.code == "frame-too-costly"
    assert "4,000,000 pixels are written in 17 scans" in caught.value.message
