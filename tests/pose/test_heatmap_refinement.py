import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from webapp.pose.heatmap_refinement import refine

Floats = NDArray[np.float32]


def _heatmap(peaks: dict[tuple[int, int], float]) -> Floats:
    """One landmark's 64x64 logits: far below zero but for the peaks (row, column)."""
    logits = np.full((64, 64, 1), -30, np.float32)
    for cell, logit in peaks.items():
        logits[cell] = logit
    return logits


def _points(x: float, y: float) -> Floats:
    return np.array([[x, y]], np.float32)


def test_a_landmark_moves_to_the_peak_next_to_it() -> None:
    np.testing.assert_allclose(
        refine(_points(32.5 / 64, 20.5 / 64), _heatmap({(22, 31): 4})), [[31 / 64, 22 / 64]]
    )


def test_two_equal_peaks_pull_to_their_middle() -> None:
    found = refine(_points(0.5, 0.5), _heatmap({(32, 30): 4, (32, 34): 4}))
    np.testing.assert_allclose(found, [[0.5, 0.5]], atol=1e-6)


def test_a_faint_heatmap_changes_nothing() -> None:
    np.testing.assert_array_equal(refine(_points(0.5, 0.5), _heatmap({(30, 30): -0.1})), _points(0.5, 0.5))


def test_a_peak_outside_the_window_changes_nothing() -> None:
    np.testing.assert_array_equal(refine(_points(0.5, 0.5), _heatmap({(32, 36): 5})), _points(0.5, 0.5))


@pytest.mark.parametrize("point", [(-0.3, 0.5), (0.5, 1.0), (1.5, 1.5)])
def test_a_landmark_outside_the_region_stays(point: tuple[float, float]) -> None:
    np.testing.assert_array_equal(
        refine(_points(*point), np.full((64, 64, 1), 9, np.float32)), _points(*point)
    )


def test_the_window_ends_at_the_heatmaps_border() -> None:
    """In the corner cell only the 4x4 cells inside count: their middle is 1.5."""
    found = refine(_points(0.0, 0.0), np.full((64, 64, 1), 9, np.float32))
    np.testing.assert_allclose(found, [[1.5 / 64, 1.5 / 64]], rtol=1e-5)


@given(arrays(np.float32, (5, 2), elements=st.floats(0, 0.9375, width=32)), st.integers(0, 1000))
def test_a_refined_landmark_stays_within_its_window(points: Floats, seed: int) -> None:
    heatmaps = np.random.default_rng(seed).normal(0, 5, (64, 64, 5)).astype(np.float32)
    refined = refine(points, heatmaps)
    cells = np.trunc(points * 64) / 64
    stayed = (refined == points).all(axis=1)
    assert (stayed | (np.abs(refined - cells) <= 3 / 64 + 1e-5).all(axis=1)).all()
