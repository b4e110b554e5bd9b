"""A decoded frame in a file, between a media worker and a pose worker."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.workers.shared_frame import FRAME_SIDE, FrameFileError, read_frame, write_frame


def picture(width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(width * 1000 + height).integers(0, 256, (height, width, 3), np.uint8)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=4))
def test_the_last_frame_is_read(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[tuple[int, int]]
) -> None:
    path = tmp_path_factory.mktemp("frames") / "frame"
    for width, height in sizes:
        write_frame(path, picture(width, height))
        assert np.array_equal(read_frame(path, width, height), picture(width, height))


def test_a_view_is_written_row_by_row(tmp_path: Path) -> None:
    upside_down = picture(7, 5)[::-1, :, ::-1]
    write_frame(tmp_path / "frame", upside_down)
    assert np.array_equal(read_frame(tmp_path / "frame", 7, 5), upside_down)


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (8, 5, "another size"),
        (0, 5, "0 x 5 pixels was announced"),
        (-7, -5, "was announced"),
        (FRAME_SIDE + 1, 1, "was announced"),
        (FRAME_SIDE, FRAME_SIDE, "was announced"),
    ],
)
def test_a_size_that_does_not_fit_the_file_is_refused(
    tmp_path: Path, width: int, height: int, reason: str
) -> None:
    write_frame(tmp_path / "frame", picture(7, 5))
    with pytest.raises(FrameFileError, match=reason):
        read_frame(tmp_path / "frame", width, height)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FrameFileError, match="cannot be read"):
        read_frame(tmp_path / "nothing", 7, 5)
