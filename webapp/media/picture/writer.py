"""Writes pixels to a picture file."""

from pathlib import Path
from typing import BinaryIO, Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from webapp.media.part_file import part_of
from webapp.media.problems import MediaError, MediaProblem, unwritable

PictureKind = Literal["png", "jpeg", "webp"]

JPEG_QUALITY: Final = 92  # at 75 the thin lines of a drawing get fringes
WEBP_QUALITY: Final = 90
PNG_COMPRESSION: Final = 1
"""zlib's level; level 6 takes four times as long for a photograph and saves a tenth of the bytes."""

_OPTIONS: Final[dict[PictureKind, dict[str, object]]] = {
    "png": {"compress_level": PNG_COMPRESSION},
    "jpeg": {"quality": JPEG_QUALITY, "subsampling": "4:4:4"},  # coloured lines are as sharp as grey ones
    "webp": {"quality": WEBP_QUALITY, "method": 2},
}


def write_picture(pixels: NDArray[np.uint8], target: Path | BinaryIO, kind: PictureKind) -> None:
    """Write uint8 (height, width, 3) RGB or (height, width, 4) RGBA to a file or stream.

    Raises MediaError, also for RGBA as JPEG, more than 16,383 pixels a side as WebP or 65,535 as JPEG, and a full disk.
    A file that could not be written whole is removed.
    """
    if kind == "jpeg" and pixels.shape[2] == 4:
        raise MediaError(MediaProblem.UNSUPPORTED, "a JPEG has no transparency; write PNG or WebP")
    try:
        if isinstance(target, Path):
            _write_file(pixels, target, kind)
        else:
            _write(pixels, target, kind)
    except (OSError, ValueError) as error:
        name = target.name if isinstance(target, Path) else "the picture"
        raise unwritable(name, error) from error


def _write_file(pixels: NDArray[np.uint8], path: Path, kind: PictureKind) -> None:
    part = part_of(path)
    try:
        with part.open("wb") as file:
            _write(pixels, file, kind)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write(pixels: NDArray[np.uint8], stream: BinaryIO, kind: PictureKind) -> None:
    Image.fromarray(pixels).save(stream, format=kind.upper(), **_OPTIONS[kind])
