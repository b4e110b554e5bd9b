"""SDR frames have the right colours whichever matrix and range they are written in."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from webapp.media.video.reader import VideoReader
from webapp.pose.engine import RgbImage

COLOURS = (
    (200, 40, 40),
    (40, 200, 40),
    (40, 40, 200),
    (230, 230, 40),
    (16, 16, 16),
    (128, 128, 128),
    (250, 250, 250),
)
SIDE = 32
CODING_LOSS = 3.0  # of 255

MATRICES = {"bt709": (0.2126, 0.7152, 0.0722), "smpte170m": (0.299, 0.587, 0.114)}
"""x264's names, and how much red, green and blue are in the brightness (ITU-R BT.709, BT.601)."""


def patches() -> RgbImage:
    row = np.repeat(np.array(COLOURS, np.uint8), SIDE, axis=0)
    return np.repeat(row[None], 2 * SIDE, axis=0)


def planes(
    pixels: RgbImage, luma: tuple[float, float, float], is_full: bool
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return the pixels as yuv420p's planes, one above the other."""
    values = pixels / 255
    y = values @ np.array(luma)
    cb, cr = (values[:, :, 2] - y) / (2 - 2 * luma[2]), (values[:, :, 0] - y) / (2 - 2 * luma[0])
    y_values = 255 * y if is_full else 16 + 219 * y
    colours = [128 + (255 if is_full else 224) * one[::2, ::2] for one in (cb, cr)]
    width = pixels.shape[1]
    rows = [y_values, *(one.reshape(-1, width) for one in colours)]
    return np.asarray(np.concatenate(rows).round().clip(0, 255), np.uint8)


@pytest.mark.parametrize("is_full", [True, False], ids=["full", "limited"])
@pytest.mark.parametrize("matrix", MATRICES)
def test_matrix_and_range_are_those_of_the_file(matrix: str, is_full: bool, tmp_path: Path) -> None:
    pixels, path = patches(), tmp_path / "patches.mp4"
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=30)
        assert isinstance(stream, VideoStream)
        stream.height, stream.width = pixels.shape[:2]
        said = f"colormatrix={matrix}:fullrange={'on' if is_full else 'off'}"
        stream.codec_context.options = {"crf": "8", "x264-params": said}
        frame = av.VideoFrame.from_ndarray(planes(pixels, MATRICES[matrix], is_full), "yuv420p")
        frame.pts, frame.time_base = 0, Fraction(1, 30)
        target.mux([*stream.encode(frame), *stream.encode(None)])
    with VideoReader(path) as video:
        shown = next(video.frames()).pixels
    for index, colour in enumerate(COLOURS):
        middle = shown[8:-8, index * SIDE + 8 : (index + 1) * SIDE - 8]
        assert np.abs(middle.mean(axis=(0, 1)) - colour).max() <= CODING_LOSS
