import numpy as np
import pytest

from webapp.pose.landmarks import LandmarkOutput, decode_landmarks


def _answer() -> LandmarkOutput:
    rows = np.arange(39 * 5, dtype=np.float32).reshape(39, 5)
    return LandmarkOutput(
        rows.ravel(),
        0.9,
        np.full((64, 64, 39), -30, np.float32),
        np.arange(117, dtype=np.float32) / np.float32(100),
    )


def test_rows_are_split_and_scaled_to_the_region() -> None:
    read = decode_landmarks(_answer())
    assert read.points.shape == (35, 3)
    np.testing.assert_allclose(read.points[1], np.array([5, 6, 7]) / 256)
    np.testing.assert_allclose(read.points[34], np.array([170, 171, 172]) / 256)
    assert read.visibility[0] == pytest.approx(1 / (1 + np.exp(-3)))
    np.testing.assert_allclose(read.world[32], np.array([96, 97, 98]) / 100)


def test_the_output_is_not_changed() -> None:
    """It is the network's own buffer."""
    answer = _answer()
    before = answer.landmarks.copy()
    decode_landmarks(
        LandmarkOutput(answer.landmarks, 0.9, np.full((64, 64, 39), 9, np.float32), answer.world)
    )
    np.testing.assert_array_equal(answer.landmarks, before)
