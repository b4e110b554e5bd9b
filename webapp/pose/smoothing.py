"""Smooths one person's landmarks over time: one-euro filters for positions, an EWMA for visibility.

Source: pose_landmark_filtering.pbtxt and landmarks_smoothing_calculator.cc of MediaPipe. MediaPipe filters visibility
once for image and once for world landmarks, with the same input and tuning; the wire carries one, so one is kept.
The next region is computed from the auxiliary landmarks; smoothing these is what keeps a still person still. Image,
auxiliary and world landmarks have filters of their own, which run side by side as the rows of one array.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose import one_euro
from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.one_euro import OneEuroState, OneEuroTuning
from webapp.pose.tuning import (
    AUXILIARY_COUNT,
    AUXILIARY_SMOOTHING,
    IMAGE_SMOOTHING,
    VISIBILITY_ALPHA,
    WORLD_SMOOTHING,
)

Floats = NDArray[np.float32]

_WORLD: Final = LANDMARK_COUNT + AUXILIARY_COUNT
"""The first row of the world landmarks; the rows before it are in pixels."""

POINTS: Final = _WORLD + LANDMARK_COUNT
"""Rows of image, auxiliary and world landmarks together: 68."""


@dataclass(frozen=True)
class BodyLandmarks:
    """One person in one frame.

    points: (68, 3), the rows of image, auxiliary and world landmarks. visibility: (33,), 0..1.
    """

    points: Floats
    visibility: Floats

    @property
    def image(self) -> Floats:
        """Image landmarks (33, 3): pixels of the frame, z too."""
        return self.points[:LANDMARK_COUNT]

    @property
    def auxiliary(self) -> Floats:
        """Auxiliary landmarks (2, 3): pixels of the frame, z too."""
        return self.points[LANDMARK_COUNT:_WORLD]

    @property
    def world(self) -> Floats:
        """World landmarks (33, 3): metres from between the hips."""
        return self.points[_WORLD:]


@dataclass(frozen=True)
class BodyFilters:
    """The state of one person's filters after the frame at time_s: (68, 3) for each array of `points`, (33,) visibility."""

    time_s: float
    points: OneEuroState
    visibility: Floats

    def smoothed(self) -> BodyLandmarks:
        """Return the filters' output for that frame."""
        return BodyLandmarks(self.points.smoothed, self.visibility)

    def scaled(self, factor: float) -> "BodyFilters":
        """Return the state for the same motion in a frame `factor` times as large; derivatives are relative to the region."""
        scale = _rows(factor, factor, 1.0)
        points = self.points
        return replace(
            self, points=OneEuroState(points.raw * scale, points.smoothed * scale, points.derivative)
        )


def body_tuning(image: OneEuroTuning, auxiliary: OneEuroTuning, world: OneEuroTuning) -> OneEuroTuning:
    """Return the tuning of all rows of a body. Raises ValueError if the derivative cutoffs differ."""
    if not image.derivative_cutoff == auxiliary.derivative_cutoff == world.derivative_cutoff:
        raise ValueError("the filters of a body share their derivative_cutoff")
    return OneEuroTuning(
        _rows(image.min_cutoff, auxiliary.min_cutoff, world.min_cutoff),
        _rows(image.beta, auxiliary.beta, world.beta),
        image.derivative_cutoff,
    )


def _rows(image: float | Floats, auxiliary: float | Floats, world: float | Floats) -> Floats:
    """Return (68, 1): the number for its kind of landmark in each row."""
    column = np.empty((POINTS, 1), np.float32)
    column[:LANDMARK_COUNT] = image
    column[LANDMARK_COUNT:_WORLD] = auxiliary
    column[_WORLD:] = world
    return column


TUNING: Final = body_tuning(IMAGE_SMOOTHING, AUXILIARY_SMOOTHING, WORLD_SMOOTHING)


def smooth(filters: BodyFilters | None, body: BodyLandmarks, time_s: float, side_px: float) -> BodyFilters:
    """Return the filters after the next frame; their `smoothed()` is the smoothed body.

    filters: None for a person's first frame. side_px: the side of the region that the landmarks were read from.
    A time that does not rise resets the filters.
    """
    if filters is None or time_s <= filters.time_s:
        return BodyFilters(time_s, one_euro.initial_state(body.points), body.visibility)
    rate_hz = 1.0 / (time_s - filters.time_s)
    derivative_scale = _rows(
        1.0 / side_px, 1.0 / side_px, 1.0
    )  # world landmarks do not depend on the region's size
    return BodyFilters(
        time_s,
        one_euro.next_state(filters.points, body.points, rate_hz, TUNING, derivative_scale),
        filters.visibility + (body.visibility - filters.visibility) * np.float32(VISIBILITY_ALPHA),
    )
