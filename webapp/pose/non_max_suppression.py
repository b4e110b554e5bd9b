"""Weighted non-maximum suppression: overlapping detections become one, their score-weighted mean.

Source: non_max_suppression_calculator.cc of MediaPipe (WEIGHTED, INTERSECTION_OVER_UNION).
"""

import numpy as np
from numpy.typing import NDArray

from webapp.pose.tuning import SUPPRESSION_IOU

Floats = NDArray[np.float32]


def weighted_suppression(corners: Floats, values: Floats, scores: Floats) -> list[tuple[Floats, float]]:
    """Merge n detections into people, best first: for each the weighted mean of rows of `values`, and the best score.

    corners: (n, 4): x0, y0, x1, y1. values: (n, k): what is averaged. scores: (n,), positive.
    """
    order = np.argsort(-scores, kind="stable")
    people: list[tuple[Floats, float]] = []
    while order.size:
        same = intersection_over_union(corners[order[0]], corners[order]) > SUPPRESSION_IOU
        same[0] = True  # a box without area does not even overlap itself
        members = order[same]
        weights = scores[members]
        people.append((weights @ values[members] / weights.sum(), float(weights[0])))
        order = order[~same]
    return people


def intersection_over_union(box: Floats, boxes: Floats) -> Floats:
    """Return (n,): intersection over union of one box with each of (n, 4) boxes, 0..1."""
    low = np.maximum(box[:2], boxes[:, :2])
    high = np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) - shared
    return np.where(union > 0, shared / np.where(union > 0, union, 1), 0).astype(np.float32)
