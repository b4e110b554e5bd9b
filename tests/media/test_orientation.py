"""All eight orientations of a camera, as EXIF's numbers and as a display matrix."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from tests.media.pictures import ORIENTATION_TAG, small_photo
from webapp.media.orientation import orientation_of_matrix, upright, upright_size

ALL = range(1, 9)
ONE = 1 << 16  # in 16.16 fixed point


def matrix(a: float, b: float, c: float, d: float) -> NDArray[np.int32]:
    return np.array([a * ONE, b * ONE, 0, c * ONE, d * ONE, 0, 0, 0, 1 << 30], np.int32)


@pytest.mark.parametrize("orientation", ALL)
def test_orientations_equal_pillows(orientation: int) -> None:
    picture = Image.fromarray(small_photo())
    picture.getexif()[ORIENTATION_TAG] = orientation
    turned = upright(small_photo(), orientation)
    assert np.array_equal(turned, np.asarray(ImageOps.exif_transpose(picture)))
    assert turned.flags.c_contiguous
    assert upright_size(160, 120, orientation) == turned.shape[1::-1]


@pytest.mark.parametrize("orientation", [0, 9, -1, 65535])
def test_numbers_outside_exif_change_nothing(orientation: int) -> None:
    assert upright(small_photo(), orientation) is not None
    assert np.array_equal(upright(small_photo(), orientation), small_photo())


@pytest.mark.parametrize(
    ("numbers", "orientation"),
    [
        ((1, 0, 0, 1), 1),
        ((-1, 0, 0, 1), 2),
        ((-1, 0, 0, -1), 3),
        ((1, 0, 0, -1), 4),
        ((0, 1, 1, 0), 5),
        ((0, 1, -1, 0), 6),
        ((0, -1, -1, 0), 7),
        ((0, -1, 1, 0), 8),
    ],
)
def test_a_matrix_puts_each_pixel_where_its_orientation_does(
    numbers: tuple[int, int, int, int], orientation: int
) -> None:
    assert orientation_of_matrix(matrix(*numbers)) == orientation
    a, b, c, d = numbers
    pixels = small_photo()
    turned = upright(pixels, orientation)
    y, x = 7, 11
    new_x, new_y = a * x + c * y, b * x + d * y
    height, width = turned.shape[:2]
    shown = turned[new_y if b + d > 0 else height - 1 + new_y, new_x if a + c > 0 else width - 1 + new_x]
    assert np.array_equal(shown, pixels[y, x])


def test_an_angle_is_rounded_to_the_nearest_quarter_turn() -> None:
    ten_degrees = matrix(0.985, 0.174, -0.174, 0.985)
    eighty_degrees = matrix(0.174, 0.985, -0.985, 0.174)
    assert orientation_of_matrix(ten_degrees) == 1
    assert orientation_of_matrix(eighty_degrees) == 6


def test_a_matrix_of_zeros_changes_nothing() -> None:
    assert orientation_of_matrix(np.zeros(9, np.int32)) == 1
    assert orientation_of_matrix(np.full(9, np.iinfo(np.int32).min, np.int32)) in ALL
