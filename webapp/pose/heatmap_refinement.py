"""Moves each landmark to the centre of mass of its heatmap around it.

Source: refine_landmarks_from_heatmap_calculator.cc of MediaPipe. Between two runs of a network every NumPy call starts
with cold caches, so few calls on small arrays cost more than the arithmetic: there are as few as it takes.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose.sigmoid import sigmoid
from webapp.pose.tuning import HEATMAP_MIN_CONFIDENCE, HEATMAP_WINDOW

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_REACH: Final = HEATMAP_WINDOW // 2
_DY, _DX = np.indices((HEATMAP_WINDOW, HEATMAP_WINDOW)).reshape(2, -1) - _REACH  # of the window's 49 cells

_MOMENTS: Final = np.stack([_DX, _DY, np.ones_like(_DX)], axis=1).astype(np.float32)
"""(49, 3): what a cell's weight counts for in x, in y and in the mass."""

_NO_MASS: Final = np.float32(1e-9)


def refine(points_roi: Floats, heatmaps: Floats) -> Floats:
    """(n, 2) refined x, y, 0..1 of the region; points outside it, or on a faint heatmap, stay.

    points_roi: (n, 2). heatmaps: (rows, columns, at least n) logits, C-contiguous.
    """
    rows, columns, landmarks = heatmaps.shape
    size = np.array((columns, rows), np.float32)
    cells = np.trunc(points_roi * size)
    x, y = cells.astype(np.int64).T
    window = ((y * columns + x) * landmarks)[:, None] + _window(len(cells), columns, landmarks)
    weights = sigmoid(heatmaps.reshape(-1).take(window, mode="clip"))
    if cells.min() < _REACH or cells.max() >= min(rows, columns) - _REACH:
        weights *= _in_heatmap(x, y, rows, columns)
    moments = weights @ _MOMENTS
    refined = (cells + moments[:, :2] / np.maximum(moments[:, 2:], _NO_MASS)) / size
    sure = weights.max(axis=1, keepdims=True) >= HEATMAP_MIN_CONFIDENCE
    return np.where(sure, refined, points_roi)


@cache
def _window(points: int, columns: int, landmarks: int) -> Integers:
    """(n, 49): where a landmark's logits in the cells around one stand, counted from landmark 0's in that cell."""
    cells: Integers = (_DY * columns + _DX) * landmarks
    return cells + np.arange(points)[:, None]


def _in_heatmap(x: Integers, y: Integers, rows: int, columns: int) -> NDArray[np.bool]:
    """(n, 49): whether the window's cell is one of the heatmap, and the point's own is, too."""
    x, y = x[:, None], y[:, None]
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    across, down = x + _DX, y + _DY
    return inside & (across >= 0) & (across < columns) & (down >= 0) & (down < rows)
