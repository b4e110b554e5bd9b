"""Moves each landmark to the centre of mass of its heatmap around it.

Source: refine_landmarks_from_heatmap_calculator.cc of MediaPipe.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose.sigmoid import sigmoid
from webapp.pose.tuning import HEATMAP_MIN_CONFIDENCE, HEATMAP_WINDOW

Floats = NDArray[np.float32]

_REACH: Final = HEATMAP_WINDOW // 2
_STEPS: Final = np.arange(-_REACH, _REACH + 1)


def refine(points_roi: Floats, heatmaps: Floats) -> Floats:
    """(n, 2) refined x, y, 0..1 of the region; points outside it, or on a faint heatmap, stay.

    points_roi: (n, 2). heatmaps: (rows, columns, at least n) logits.
    """
    rows, columns = heatmaps.shape[:2]
    cells = (points_roi * (columns, rows)).astype(np.int64)
    inside = ((cells >= 0) & (cells < (columns, rows))).all(axis=1)
    x, y = cells[:, :1] + _STEPS, cells[:, 1:] + _STEPS  # (n, 7) each
    weights = _window(heatmaps, x, y)
    sums = weights.sum(axis=(1, 2))
    sure = inside & (weights.max(axis=(1, 2)) >= HEATMAP_MIN_CONFIDENCE)
    scale = np.where(sums > 0, sums, 1)
    refined = np.stack(
        [
            np.einsum("nyx,nx->n", weights, x.astype(np.float32)) / (scale * columns),
            np.einsum("nyx,ny->n", weights, y.astype(np.float32)) / (scale * rows),
        ],
        axis=1,
    )
    return np.where(sure[:, None], refined, points_roi)


def _window(heatmaps: Floats, x: NDArray[np.int64], y: NDArray[np.int64]) -> Floats:
    """(n, 7, 7) confidences of the cells around each landmark; 0 for cells outside the heatmap."""
    rows, columns = heatmaps.shape[:2]
    landmark = np.arange(len(x))[:, None, None]
    logits = heatmaps[y.clip(0, rows - 1)[:, :, None], x.clip(0, columns - 1)[:, None, :], landmark]
    within = ((y >= 0) & (y < rows))[:, :, None] & ((x >= 0) & (x < columns))[:, None, :]
    return np.where(within, sigmoid(logits), np.float32(0))
