"""Pictures with a colour profile are read as their profile says; a profile that cannot be used changes nothing."""

import io
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageCms

from tests.media.picture.test_reader import PHOTO
from tests.media.pictures import encoded, png, png_header
from tests.media.profiles import as_srgb, grey_profile, shown_in_srgb, srgb_profile, wide_profile
from tests.support.reference_data import fault_path, needs_reference, still_picture
from webapp.media.picture.profile import PROFILE_BYTE_LIMIT
from webapp.media.picture.reader import read_picture

ROUNDING = 1.5  # of 255: of the picture's values, and of the converter's table
LOSSY = {"quality": 98, "subsampling": "4:4:4"}
KINDS: dict[str, dict[str, object]] = {"PNG": {}, "WEBP": {"lossless": True}, "JPEG": LOSSY}


def difference(pixels: NDArray[np.uint8], expected: NDArray[np.floating] | NDArray[np.uint8]) -> float:
    return float(np.abs(pixels.astype(float) - expected).max())


@pytest.mark.parametrize("kind", KINDS)
def test_colours_are_those_of_the_profile(kind: str) -> None:
    plain = read_picture(encoded(Image.fromarray(PHOTO), kind, **KINDS[kind]))
    with_profile = encoded(Image.fromarray(PHOTO), kind, icc_profile=wide_profile(), **KINDS[kind])
    expected = shown_in_srgb(plain)
    assert difference(plain, expected) > 20
    assert difference(read_picture(with_profile), expected) <= ROUNDING


def test_palettes_and_transparent_parts() -> None:
    palette = Image.fromarray(PHOTO).quantize(60)
    shown = read_picture(encoded(palette, "PNG", icc_profile=wide_profile()))
    assert difference(shown, shown_in_srgb(np.asarray(palette.convert("RGB")))) <= ROUNDING
    with_alpha = Image.fromarray(np.dstack([PHOTO, np.full(PHOTO.shape[:2], 255, np.uint8)]))
    with_alpha.paste((0, 0, 0, 0), (0, 0, 40, 40))
    shown = read_picture(encoded(with_alpha, "PNG", icc_profile=wide_profile()))
    assert difference(shown[:40, :40], np.array([255.0])) <= 1
    assert difference(shown[40:], shown_in_srgb(PHOTO[40:])) <= ROUNDING


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_grey_has_profiles_of_its_own(kind: str) -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None], 8, axis=0)
    expected = 255 * as_srgb((ramp / 255) ** 1.0)
    data = encoded(
        Image.fromarray(ramp), kind, icc_profile=grey_profile(1.0), **({} if kind == "PNG" else LOSSY)
    )
    shown = read_picture(data)
    assert difference(shown[:, 8:, 1], expected[:, 8:]) <= 2 * ROUNDING
    assert np.array_equal(shown[:, :, 0], shown[:, :, 2])


@pytest.mark.parametrize("kind", KINDS)
def test_srgbs_own_profile_leaves_every_value(kind: str) -> None:
    plain = encoded(Image.fromarray(PHOTO), kind, **KINDS[kind])
    with_profile = encoded(Image.fromarray(PHOTO), kind, icc_profile=srgb_profile(), **KINDS[kind])
    assert np.array_equal(read_picture(plain), read_picture(with_profile))


UNUSABLE = {
    "of another kind of colours": ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    "of grey": grey_profile(1.8),
    "cut off": wide_profile()[:200],
    "no profile": b"Dear Sir or Madam" * 30,
    "empty": b"",
    "very large": wide_profile() + bytes(PROFILE_BYTE_LIMIT),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", UNUSABLE)
def test_a_profile_that_cannot_be_used_changes_nothing(name: str, kind: str) -> None:
    plain = encoded(Image.fromarray(PHOTO), kind, **KINDS[kind])
    with_profile = encoded(Image.fromarray(PHOTO), kind, icc_profile=UNUSABLE[name], **KINDS[kind])
    assert np.array_equal(read_picture(plain), read_picture(with_profile))


def test_cmyk_without_a_usable_profile_stays_as_it_was() -> None:
    cmyk = Image.fromarray(PHOTO).convert("CMYK")
    plain = read_picture(encoded(cmyk, "JPEG"))
    assert np.array_equal(read_picture(encoded(cmyk, "JPEG", icc_profile=wide_profile())), plain)


@pytest.mark.parametrize(
    "chunk",
    [b"", b"name", b"name\0", b"name\0\0", b"name\0\0no zlib", b"name\0\0" + zlib.compress(b"x" * 99)[:-5]],
)
def test_damaged_profile_chunks_of_a_png_are_ignored(chunk: bytes) -> None:
    row = zlib.compress(b"\0" + bytes(range(6)))
    pixels = read_picture(png(png_header(2, 1), [(b"iCCP", chunk), (b"IDAT", row)]))
    assert pixels.tolist() == [[[0, 1, 2], [3, 4, 5]]]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_profile_gives_a_picture_all_the_same(data: st.DataObject) -> None:
    profile = bytearray(wide_profile())
    for _ in range(data.draw(st.integers(1, 8))):
        profile[data.draw(st.integers(0, len(profile) - 1))] = data.draw(st.integers(0, 255))
    file = io.BytesIO()
    Image.fromarray(PHOTO).save(file, "PNG", icc_profile=bytes(profile))
    assert read_picture(file.getvalue()).shape == PHOTO.shape


@needs_reference
def test_a_phones_picture_has_the_colours_of_the_same_one_in_srgb() -> None:
    converted, same = read_picture(fault_path("p3_profile.jpg")), still_picture("sample")
    sizes = (21, 32)  # of the pictures for comparing: sharpening and JPEG's noise do not matter
    small = [cv2.resize(one, sizes, interpolation=cv2.INTER_AREA).astype(float) for one in (converted, same)]
    assert np.abs(small[0] - small[1]).mean() < 1.0
