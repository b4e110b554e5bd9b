"""Pictures of all supported kinds are read upright in RGB; all others are refused by name."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.media.pictures import (
    ORIENTATION_TAG,
    encoded,
    heic,
    oriented,
    png_of_16_bits,
    riff,
    small_photo,
)
from tests.support.photo_clips import photograph
from tests.support.reference_data import SRGB_STILLS, needs_reference, still_path, still_picture
from webapp.media.orientation import upright
from webapp.media.picture.reader import BYTE_LIMIT, read_picture
from webapp.media.problems import MediaError, MediaProblem

PHOTO = small_photo()
KINDS = ["PNG", "JPEG", "WEBP", "GIF", "HEIC", "AVIF"]
JPEG_LOSS = 12  # of 255, on average less than this at Pillow's usual quality


WHOLE = {kind: encoded(Image.fromarray(PHOTO), kind) for kind in ("GIF", "HEIC", "AVIF")}
WHOLE |= {kind: oriented(PHOTO, 6, kind) for kind in ("PNG", "JPEG", "WEBP")}


def problem_of(source: bytes | Path) -> MediaError:
    with pytest.raises(MediaError) as caught:
        read_picture(source)
    assert caught.value.message == str(caught.value)
    return caught.value


def as_opencv(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


@pytest.mark.parametrize("kind", KINDS)
def test_from_bytes_and_from_a_file(kind: str, tmp_path: Path) -> None:
    data = encoded(Image.fromarray(PHOTO), kind)
    path = tmp_path / "no extension"
    path.write_bytes(data)
    pixels = read_picture(data)
    assert np.array_equal(pixels, read_picture(path))
    assert pixels.dtype == np.uint8
    assert pixels.shape == PHOTO.shape
    assert pixels.flags.c_contiguous
    assert pixels.flags.writeable
    assert np.abs(pixels.astype(int) - PHOTO).mean() < (JPEG_LOSS if kind != "PNG" else 1e-9)


@pytest.mark.parametrize("options", [{}, {"quality": 40}, {"progressive": True}, {"subsampling": "4:4:4"}])
def test_a_jpeg_is_read_as_opencv_reads_it(options: dict[str, object]) -> None:
    data = encoded(Image.fromarray(photograph("astronaut")), "JPEG", **options)
    assert np.abs(read_picture(data).astype(int) - as_opencv(data)).max() <= 1


@needs_reference
@pytest.mark.parametrize("still", SRGB_STILLS)
def test_a_still_of_the_reference_is_read_as_opencv_reads_it(still: str) -> None:
    ours, opencvs = read_picture(still_path(still)), still_picture(still)
    assert ours.shape == opencvs.shape
    assert np.abs(ours.astype(int) - opencvs).max() <= 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_applied(kind: str, orientation: int) -> None:
    turned = read_picture(oriented(PHOTO, orientation, kind))
    assert np.array_equal(turned, upright(read_picture(oriented(PHOTO, 1, kind)), orientation))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_heic_is_turned_once(orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    data = heic(Image.fromarray(PHOTO), quality=90, exif=exif.tobytes())
    expected = upright(PHOTO, orientation)
    shown = read_picture(data)
    assert shown.shape == expected.shape
    assert np.abs(shown.astype(int) - expected).mean() < JPEG_LOSS


def test_a_heic_of_tiles_is_whole() -> None:
    photo = photograph("astronaut")
    shown = read_picture(heic(Image.fromarray(photo), quality=90, tile_size=256))
    assert shown.shape == photo.shape
    assert np.abs(shown.astype(int) - photo).mean() < JPEG_LOSS


def test_damaged_tags_are_ignored() -> None:
    whole = oriented(PHOTO, 6, "JPEG")
    start = whole.index(b"Exif\0\0")
    damaged = whole[: start + 6] + b"\xee" * 8 + whole[start + 14 :]
    assert read_picture(damaged).shape == PHOTO.shape


def test_transparent_parts_become_white() -> None:
    pixels = np.dstack([PHOTO, np.full(PHOTO.shape[:2], 255, np.uint8)])
    pixels[:60, :, 3] = 0
    pixels[60:, :80, 3] = 128
    for kind, options in (
        ("PNG", {}),
        ("WEBP", {"lossless": True, "exact": True}),
    ):
        shown = read_picture(encoded(Image.fromarray(pixels), kind, **options))
        assert np.all(shown[:60] == 255)
        assert np.array_equal(shown[60:, 80:], PHOTO[60:, 80:])
        half = (PHOTO[60:, :80].astype(int) + 255) / 2
        assert np.abs(shown[60:, :80] - half).max() <= 2


def test_grey_and_palettes_and_two_colours() -> None:
    grey = Image.fromarray(PHOTO).convert("L")
    expected = np.repeat(np.asarray(grey)[:, :, None], 3, axis=2)
    assert np.array_equal(read_picture(encoded(grey, "PNG")), expected)
    assert np.abs(read_picture(encoded(grey, "JPEG")).astype(int) - expected).mean() < JPEG_LOSS
    palette = Image.fromarray(PHOTO).quantize(200)
    assert np.array_equal(read_picture(encoded(palette, "PNG")), np.asarray(palette.convert("RGB")))
    two = grey.convert("1")
    assert np.array_equal(read_picture(encoded(two, "PNG"))[:, :, 0], np.asarray(two) * np.uint8(255))


def test_a_transparent_palette_colour_becomes_white() -> None:
    palette = Image.fromarray(PHOTO).quantize(16)
    corner = palette.getpixel((0, 0))
    shown = read_picture(encoded(palette, "PNG", transparency=corner))
    assert np.all(shown[0, 0] == 255)


@pytest.mark.parametrize("shape", [(4, 256), (4, 256, 3)])
def test_16_bits_become_8_by_their_upper_half(shape: tuple[int, ...]) -> None:
    ramp = np.linspace(0, 65535, 4 * 256).astype(np.uint16).reshape(4, 256)
    rows = ramp if len(shape) == 2 else np.repeat(ramp[:, :, None], 3, axis=2)
    data = png_of_16_bits(rows)
    pixels = read_picture(data)
    assert np.array_equal(pixels[:, :, 1], (ramp >> 8).astype(np.uint8))
    assert np.array_equal(pixels, as_opencv(data))


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_grey_values_of_a_sensor_are_as_bright_as_8_bits(bits: int) -> None:
    grey = np.asarray(Image.fromarray(PHOTO).convert("L"))
    values = np.asarray(grey.astype(np.uint16) << (bits - 8), np.uint16)
    values[0, 0] = (1 << bits) - 1
    pixels = read_picture(png_of_16_bits(values))
    assert np.array_equal(pixels[1:, :, 0], grey[1:])
    assert pixels[0, 0].tolist() == [255, 255, 255]


def test_a_black_picture_of_16_bits_stays_black() -> None:
    assert not read_picture(png_of_16_bits(np.zeros((3, 4), np.uint16))).any()


def test_16_bits_with_alpha_become_white_where_transparent() -> None:
    rows = np.zeros((2, 3, 4), np.uint16)
    rows[:, :, 3] = 65535
    rows[0, 0, 3] = 0
    pixels = read_picture(png_of_16_bits(rows))
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[1, 2].tolist() == [0, 0, 0]
    grey = np.zeros((2, 3, 2), np.uint16)
    assert np.all(read_picture(png_of_16_bits(grey)) == 255)


def test_cmyk_is_not_inverted() -> None:
    cmyk = Image.fromarray(PHOTO).convert("CMYK")
    data = encoded(cmyk, "JPEG", quality=95)
    assert b"Adobe" in data
    pixels = read_picture(data)
    assert np.abs(pixels.astype(int) - PHOTO).mean() < JPEG_LOSS
    assert np.abs(pixels.astype(int) - as_opencv(data)).mean() < JPEG_LOSS


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF"])
def test_an_animation_gives_its_first_picture(kind: str) -> None:
    frames = [Image.fromarray(PHOTO), Image.fromarray(255 - PHOTO)]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert np.abs(read_picture(data).astype(int) - PHOTO).mean() < JPEG_LOSS


@pytest.mark.parametrize("kind", ["GIF", "HEIC", "AVIF"])
def test_transparent_parts_become_white_with_loss(kind: str) -> None:
    pixels = np.dstack([PHOTO, np.full(PHOTO.shape[:2], 255, np.uint8)])
    pixels[:60, :, 3] = 0
    shown = read_picture(encoded(Image.fromarray(pixels), kind))
    assert np.all(shown[:56] >= 250)
    assert np.abs(shown[64:].astype(int) - PHOTO[64:]).mean() < JPEG_LOSS


def test_a_phones_pair_of_pictures_gives_the_first() -> None:
    frames = [Image.fromarray(PHOTO), Image.fromarray(255 - PHOTO)]
    data = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert np.abs(read_picture(data).astype(int) - PHOTO).mean() < JPEG_LOSS


def test_one_pixel_is_a_picture() -> None:
    one = np.array([[[1, 2, 3]]], np.uint8)
    assert np.array_equal(read_picture(encoded(Image.fromarray(one), "PNG")), one)


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO", "PDF"])
def test_other_pictures_are_refused_by_name(kind: str) -> None:
    problem = problem_of(encoded(Image.fromarray(PHOTO), kind))
    assert kind in problem.message
    assert problem.code in (MediaProblem.UNSUPPORTED, MediaProblem.NOT_A_PICTURE)
    if kind != "PDF":
        assert "convert it to JPEG, PNG or WebP" in problem.message


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", MediaProblem.EMPTY, "empty"),
        (b"Dear Sir or Madam", MediaProblem.NOT_A_PICTURE, "not a picture"),
        (b"\x00\x00\x00\x18ftypheic\0\0\0\0", MediaProblem.DAMAGED, "HEIC"),
        (b"\x00\x00\x00\x18ftypavif\0\0\0\0", MediaProblem.TRUNCATED, "AVIF"),
        (b"GIF89a", MediaProblem.DAMAGED, "GIF"),
        (b"II*\x00\x08", MediaProblem.UNSUPPORTED, "TIFF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", MediaProblem.UNSUPPORTED, "SVG"),
        (b"\x00\x00\x00\x18ftypmp42\0\0\0\0", MediaProblem.NOT_A_PICTURE, "MP4"),
        (b"\xff\xd8\xff", MediaProblem.DAMAGED, "JPEG is damaged"),
        (b"\x89PNG\r\n\x1a\n", MediaProblem.DAMAGED, "PNG is damaged"),
        (riff(b"WEBP", [(b"VP8 ", b"")]), MediaProblem.DAMAGED, "WebP"),
    ],
)
def test_other_files_are_refused_as_no_picture(data: bytes, code: MediaProblem, words: str) -> None:
    problem = problem_of(data)
    assert problem.code == code
    assert words in problem.message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert problem_of(tmp_path).code == MediaProblem.UNREADABLE
    absent = problem_of(tmp_path / "absent.jpg")
    assert absent.code == MediaProblem.UNREADABLE
    assert "absent.jpg cannot be read: No such file" in absent.message
    assert str(tmp_path) not in absent.message


def test_a_file_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "holes.png"
    with path.open("wb") as file:
        file.write(encoded(Image.fromarray(PHOTO), "PNG"))
        file.truncate(BYTE_LIMIT + 1)
    assert problem_of(path).code == MediaProblem.TOO_MANY_BYTES


@pytest.mark.parametrize("kind", KINDS)
def test_truncated_at_many_points(kind: str) -> None:
    whole = encoded(Image.fromarray(PHOTO), kind)
    for length in {*range(1, 64), *range(64, len(whole) - 2, 211)}:
        problem = problem_of(whole[:length])
        assert problem.code in (MediaProblem.TRUNCATED, MediaProblem.DAMAGED, MediaProblem.NOT_A_PICTURE)


@settings(max_examples=60)
@given(st.sampled_from(KINDS), st.data())
def test_changed_bytes_give_a_picture_or_a_problem(kind: str, data: st.DataObject) -> None:
    whole = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        pixels = read_picture(bytes(whole))
    except MediaError:
        return
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3
    assert pixels.shape[2] == 3


def test_the_pixel_limit_is_exact() -> None:
    data = io.BytesIO()
    Image.fromarray(PHOTO).save(data, "PNG")
    assert read_picture(data.getvalue(), pixel_limit=160 * 120).shape == PHOTO.shape
    with pytest.raises(MediaError) as caught:
        read_picture(data.getvalue(), pixel_limit=160 * 120 - 1)
    assert caught.value.code == MediaProblem.TOO_MANY_PIXELS
    assert "160 × 120" in caught.value.message
