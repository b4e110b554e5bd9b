import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from webapp.pose.non_max_suppression import intersection_over_union, weighted_suppression

Boxes = np.ndarray[tuple[int, int], np.dtype[np.float32]]


def _boxes(*rows: tuple[float, float, float, float]) -> Boxes:
    return np.array(rows, np.float32)


def test_overlapping_finds_become_their_weighted_mean() -> None:
    corners = _boxes((0, 0, 10, 10), (1, 0, 11, 10), (50, 50, 60, 60))
    values = np.array([[0.0], [4.0], [9.0]], np.float32)
    people = weighted_suppression(corners, values, np.array([0.9, 0.3, 0.6], np.float32))
    assert [float(row[0]) for row, _ in people] == pytest.approx([1.0, 9.0])
    assert [score for _, score in people] == pytest.approx([0.9, 0.6])


def test_half_overlap_of_a_union_is_a_third() -> None:
    overlap = intersection_over_union(_boxes((0, 0, 2, 2))[0], _boxes((1, 0, 3, 2), (5, 5, 6, 6)))
    np.testing.assert_allclose(overlap, [1 / 3, 0])


@given(arrays(np.float32, (6, 4), elements=st.floats(0, 1, width=32)))
def test_every_find_is_counted_exactly_once(corners: Boxes) -> None:
    """Averaging a value that is 1 for all gives 1 for each person; the best find is never lost."""
    scores = np.linspace(0.5, 1, 6).astype(np.float32)
    people = weighted_suppression(corners, np.ones((6, 1), np.float32), scores)
    assert all(float(row[0]) == pytest.approx(1) for row, _ in people)
    assert people[0][1] == 1.0
    assert [score for _, score in people] == sorted((score for _, score in people), reverse=True)
