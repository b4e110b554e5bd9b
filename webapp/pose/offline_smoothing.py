"""Smooths a whole recorded track without lag, since later frames are known as well as earlier ones.

Each value becomes that of a parabola fitted to its neighbours in time (local quadratic regression with Gaussian weights;
Savitzky and Golay 1964, Cleveland 1979; local_regression.py). The bandwidth is wide where a landmark rests and narrow
where it moves: the one-euro filter's idea, with neighbours on both sides. docs/decisions/0015 has the figures.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from webapp.pose.local_regression import Floats, LocalRegression
from webapp.pose.tuning import (
    MOTION_BANDWIDTH_S,
    MOTION_SPEED,
    REST_BANDWIDTH_S,
    SMOOTHING_MAX_GAP_S,
    SPEED_BANDWIDTH_S,
)


def smooth_points(points: NDArray[np.float32], times_s: Floats) -> NDArray[np.float32]:
    """Smooth the landmarks (n, landmarks, 3) of one person, x, y, z in any one unit, at n rising times (seconds).

    After a gap longer than SMOOTHING_MAX_GAP_S smoothing starts anew. A landmark at rest or moving evenly stays where it
    is; shifting, scaling or reversing the input does the same to the output. Raises ValueError if the times do not rise.
    """
    return _between_gaps(points, times_s, _smooth_points)


def smooth_visibility(visibility: NDArray[np.float32], times_s: Floats) -> NDArray[np.float32]:
    """Smooth the visibility (n, landmarks), 0..1, in the same way; results stay within the range of their neighbours."""
    return _between_gaps(visibility, times_s, _mean)


def _between_gaps(
    values: NDArray[np.float32], times_s: Floats, smooth: Callable[[Floats, Floats], Floats]
) -> NDArray[np.float32]:
    """Apply `smooth` to each part of the track between two gaps."""
    steps = np.diff(times_s)
    if not np.all(steps > 0):
        raise ValueError("the times of a track must rise")
    cuts = np.flatnonzero(steps > SMOOTHING_MAX_GAP_S) + 1
    pieces = zip(np.split(values.astype(np.float64), cuts), np.split(times_s, cuts), strict=True)
    smoothed = [smooth(piece, times) for piece, times in pieces]
    return np.concatenate(smoothed).astype(np.float32)


def _smooth_points(points: Floats, times_s: Floats) -> Floats:
    motion = _motion_weight(points, times_s)[:, :, None]
    at_rest = LocalRegression(times_s, REST_BANDWIDTH_S).value(points, degree=2)
    in_motion = LocalRegression(times_s, MOTION_BANDWIDTH_S).value(points, degree=2)
    return at_rest + (in_motion - at_rest) * motion


def _motion_weight(points: Floats, times_s: Floats) -> Floats:
    """Return (n, landmarks): 0 at rest, 1 in quick motion. z is left out, since it is the least certain."""
    regression = LocalRegression(times_s, SPEED_BANDWIDTH_S)
    speed = np.linalg.norm(regression.slope(points[:, :, :2]), axis=2)
    threshold = MOTION_SPEED * regression.value(_body_size(points), degree=0)[:, None]
    motion, rest = speed**2, threshold**2
    both = motion + rest
    weight = np.divide(motion, both, out=np.zeros_like(both), where=both > 0)
    return regression.value(weight, degree=0)


def _body_size(points: Floats) -> Floats:
    """Return (n,): root mean square distance of the landmarks from their mean, 0.5 m for a standing adult."""
    centred = points[:, :, :2] - points[:, :, :2].mean(axis=1, keepdims=True)
    size: Floats = np.sqrt((centred**2).sum(axis=2).mean(axis=1))
    return size


def _mean(values: Floats, times_s: Floats) -> Floats:
    return LocalRegression(times_s, SPEED_BANDWIDTH_S).value(values, degree=0)
