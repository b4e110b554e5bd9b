"""Refines each landmark: moves it to the centre of mass of its heatmap in a window around it.

Source: refine_landmarks_from_heatmap_calculator.cc of MediaPipe. Between two runs of a network every NumPy call starts
with cold caches, so the number of calls costs more than the arithmetic; the code makes as few as possible.
"""

from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from webapp.pose.sigmoid import sigmoid
from webapp.pose.tuning import HEATMAP_MIN_CONFIDENCE, HEATMAP_WINDOW

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_RADIUS: Final = HEATMAP_WINDOW // 2
_DY, _DX = np.indices((HEATMAP_WINDOW, HEATMAP_WINDOW)).reshape(2, -1) - _RADIUS
"""(49,) each: offset of the window's cells from its centre, in rows and in columns."""

_MOMENTS: Final = np.stack([_DX, _DY, np.ones_like(_DX)], axis=1).astype(np.float32)
"""(49, 3): factors of a cell's weight in the first moments in x and y, and in the mass."""

_NO_MASS: Final = np.float32(1e-9)  # added to the mass, so that an empty window does not divide by zero


class _Grid(NamedTuple):
    """Offsets of logits within flattened heatmaps of one shape.

    size: (2,) columns and rows. steps: (2,) from a cell's logits to those of the next cell in x and in y.
    window: (n, 49) from the logit of landmark 0 in a cell to the logits of each landmark in the cells around it.
    """

    size: Floats
    steps: Floats
    window: Integers


def refine(points_roi: Floats, heatmaps: Floats) -> Floats:
    """Return (n, 2) refined x, y, 0..1 of the region; points outside it or on a faint heatmap stay unchanged.

    points_roi: (n, 2). heatmaps: (rows, columns, at least n) logits, C-contiguous, fewer than 2**24 in all.
    """
    rows, columns, landmarks = heatmaps.shape
    grid = _grid(rows, columns, landmarks, len(points_roi))
    cells = np.trunc(points_roi * grid.size)
    indices = (cells @ grid.steps).astype(np.int64)[:, None] + grid.window
    weights = sigmoid(heatmaps.reshape(-1).take(indices, mode="clip"))
    lowest, highest = np.minimum.reduce(cells, None), np.maximum.reduce(cells, None)
    if lowest < _RADIUS or highest >= min(rows, columns) - _RADIUS:  # some window may leave the heatmap
        weights *= _in_heatmap(cells, rows, columns)
    moments = weights @ _MOMENTS
    refined = (cells + moments[:, :2] / (moments[:, 2:] + _NO_MASS)) / grid.size
    sure = np.maximum.reduce(weights, 1, keepdims=True) >= HEATMAP_MIN_CONFIDENCE
    return np.where(sure, refined, points_roi)


@cache
def _grid(rows: int, columns: int, landmarks: int, points: int) -> _Grid:
    around: Integers = (_DY * columns + _DX) * landmarks
    return _Grid(
        np.array((columns, rows), np.float32),
        np.array((landmarks, columns * landmarks), np.float32),
        around + np.arange(points)[:, None],
    )


def _in_heatmap(cells: Floats, rows: int, columns: int) -> NDArray[np.bool]:
    """Return (n, 49): whether both the window's cell and the point's own cell lie in the heatmap."""
    x, y = cells[:, :1], cells[:, 1:]
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    across, down = x + _DX, y + _DY
    return inside & (across >= 0) & (across < columns) & (down >= 0) & (down < rows)
