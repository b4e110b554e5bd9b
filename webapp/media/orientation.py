"""Rotates pictures upright, by the orientation of the camera that took them.

An orientation is EXIF's number (CIPA DC-008, tag 0x0112): 1 upright, 2 mirrored left to right, 3 upside down,
4 mirrored top to bottom, 5 transposed, 6 to be rotated clockwise, 7 transposed about the other diagonal,
8 to be rotated counter-clockwise. A video's display matrix says the same in nine numbers.
"""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from webapp.pose.engine import RgbImage

UPRIGHT: Final = 1

_TURNS: Final[dict[int, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]]] = {
    2: lambda pixels: np.asarray(cv2.flip(pixels, 1), np.uint8),
    3: lambda pixels: np.asarray(cv2.rotate(pixels, cv2.ROTATE_180), np.uint8),
    4: lambda pixels: np.asarray(cv2.flip(pixels, 0), np.uint8),
    5: lambda pixels: np.asarray(cv2.transpose(pixels), np.uint8),
    6: lambda pixels: np.asarray(cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE), np.uint8),
    7: lambda pixels: np.asarray(cv2.flip(cv2.transpose(pixels), -1), np.uint8),
    8: lambda pixels: np.asarray(cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8),
}

_ORIENTATION_OF_SIGNS: Final = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}


def upright(pixels: RgbImage, orientation: int) -> RgbImage:
    """Return the picture (height, width, 3) upright, contiguous; unchanged for a number that EXIF does not define."""
    turn = _TURNS.get(orientation)
    return pixels if turn is None else turn(pixels)


def upright_size(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Return (width, height) of the picture that `upright` returns."""
    return (height, width) if orientation in (5, 6, 7, 8) else (width, height)


def orientation_of_matrix(matrix: NDArray[np.int32]) -> int:
    """Return EXIF's number for a display matrix, (9,) as in ISO 14496-12: x' = m0 x + m3 y, y' = m1 x + m4 y.

    An angle is rounded to the nearest quarter turn; a matrix of zeros counts as upright.
    """
    a, b, c, d = (int(matrix[index]) for index in (0, 1, 3, 4))
    across = abs(b) + abs(c) > abs(a) + abs(d)
    signs = (0, _sign(b), _sign(c), 0) if across else (_sign(a), 0, 0, _sign(d))
    return _ORIENTATION_OF_SIGNS.get(signs, UPRIGHT)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
