"""Steadies a whole recorded track without delay: what comes is known as well as what was.

Each value is read off a parabola laid through its neighbours in time (local quadratic regression with Gaussian weights;
Savitzky and Golay 1964, Cleveland 1979; local_regression.py), a wide one where a landmark rests and a narrow one where it moves, as the
One-Euro filter of cameras does, but looking both ways. docs/decisions/0015 has the figures.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose.local_regression import Floats, Neighbours

LONGEST_GAP_S: Final = 0.3  # a person who was gone longer may be anywhere: nothing is smoothed across
REST_S: Final = 0.15  # standard deviation of the weights at rest; larger takes away slow sway, too
MOTION_S: Final = 0.03  # in motion; a frame of a common camera: larger rounds off turning points
SPEED_S: Final = 0.1  # in judging which of the two it is; smaller takes single bad frames for motion
SPEED: Final = 0.5  # body sizes a second at which both count the same; higher smooths more


def smooth_points(points: NDArray[np.float32], times_s: Floats) -> NDArray[np.float32]:
    """(n, landmarks, 3) of one person, the last axis x, y, z in any one unit, at n rising times.

    Every gap longer than LONGEST_GAP_S begins anew. A landmark at rest or moving evenly stays where it is; results
    move, grow and run backwards with what they are made from. Raises ValueError where the times do not rise.
    """
    return _in_pieces(points, times_s, _smooth_points)


def smooth_visibility(visibility: NDArray[np.float32], times_s: Floats) -> NDArray[np.float32]:
    """(n, landmarks), 0..1, likewise; the results stay between the least and the greatest of their neighbours."""
    return _in_pieces(visibility, times_s, _mean)


def _in_pieces(
    values: NDArray[np.float32], times_s: Floats, smooth: Callable[[Floats, Floats], Floats]
) -> NDArray[np.float32]:
    steps = np.diff(times_s)
    if not np.all(steps > 0):
        raise ValueError("the times of a track must rise")
    cuts = np.flatnonzero(steps > LONGEST_GAP_S) + 1
    pieces = zip(np.split(values.astype(np.float64), cuts), np.split(times_s, cuts), strict=True)
    smoothed = [smooth(piece, times) for piece, times in pieces]
    return np.concatenate(smoothed).astype(np.float32)


def _smooth_points(points: Floats, times_s: Floats) -> Floats:
    moving = _share_of_motion(points, times_s)[:, :, None]
    at_rest = Neighbours(times_s, REST_S).value(points, degree=2)
    in_motion = Neighbours(times_s, MOTION_S).value(points, degree=2)
    return at_rest + (in_motion - at_rest) * moving


def _share_of_motion(points: Floats, times_s: Floats) -> Floats:
    """(n, landmarks): 0 at rest, 1 in quick motion. z has no say: it is the least sure."""
    around = Neighbours(times_s, SPEED_S)
    speed = np.linalg.norm(around.slope(points[:, :, :2]), axis=2)
    still = SPEED * around.value(_body_size(points), degree=0)[:, None]
    motion, rest = speed**2, still**2
    both = motion + rest
    share = np.divide(motion, both, out=np.zeros_like(both), where=both > 0)
    return around.value(share, degree=0)


def _body_size(points: Floats) -> Floats:
    """(n,): how far landmarks are from their middle (root mean square), half a metre for a standing adult."""
    around_middle = points[:, :, :2] - points[:, :, :2].mean(axis=1, keepdims=True)
    size: Floats = np.sqrt((around_middle**2).sum(axis=2).mean(axis=1))
    return size


def _mean(values: Floats, times_s: Floats) -> Floats:
    return Neighbours(times_s, SPEED_S).value(values, degree=0)
