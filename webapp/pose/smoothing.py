"""Steadies one person's landmarks over time: One-Euro filters, and a slower one for visibility.

Source: pose_landmark_filtering.pbtxt and landmarks_smoothing_calculator.cc of MediaPipe. MediaPipe filters visibility
once for image and once for world landmarks, with the same input and tuning; the wire carries one, so one is kept.
The auxiliary landmarks make the next region; steadying them is what keeps a still person still. The three kinds of
landmarks have filters of their own, which run side by side as the rows of one array.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose import one_euro
from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.one_euro import OneEuroMemory, OneEuroTuning
from webapp.pose.tuning import (
    AUXILIARY_COUNT,
    AUXILIARY_SMOOTHING,
    IMAGE_SMOOTHING,
    VISIBILITY_ALPHA,
    WORLD_SMOOTHING,
)

Floats = NDArray[np.float32]

_WORLD: Final = LANDMARK_COUNT + AUXILIARY_COUNT  # the first row that is not in pixels
POINTS: Final = _WORLD + LANDMARK_COUNT


@dataclass(frozen=True)
class BodyLandmarks:
    """One person in one frame.

    points: (68, 3), the rows of image, auxiliary and world one below the other. visibility: (33,), 0..1.
    """

    points: Floats
    visibility: Floats

    @property
    def image(self) -> Floats:
        """(33, 3) pixels of the frame, z too."""
        return self.points[:LANDMARK_COUNT]

    @property
    def auxiliary(self) -> Floats:
        """(2, 3) likewise."""
        return self.points[LANDMARK_COUNT:_WORLD]

    @property
    def world(self) -> Floats:
        """(33, 3) metres."""
        return self.points[_WORLD:]


@dataclass(frozen=True)
class BodyMemory:
    """What smoothing remembers of a person: when the last frame was, and the filters' memory, (68, 3) each."""

    time_s: float
    points: OneEuroMemory
    visibility: Floats

    def smoothed(self) -> BodyLandmarks:
        return BodyLandmarks(self.points.smoothed, self.visibility)

    def scaled(self, factor: float) -> "BodyMemory":
        """The memory of the same motion in a frame `factor` times as large; derivatives are in units of the region."""
        scale = _rows(factor, factor, 1.0)
        points = self.points
        return replace(
            self, points=OneEuroMemory(points.raw * scale, points.smoothed * scale, points.derivative)
        )


def body_tuning(image: OneEuroTuning, auxiliary: OneEuroTuning, world: OneEuroTuning) -> OneEuroTuning:
    """The tuning of all rows of a body."""
    if not image.derivative_cutoff == auxiliary.derivative_cutoff == world.derivative_cutoff:
        raise ValueError("the filters of a body share their derivative_cutoff")
    return OneEuroTuning(
        _rows(image.min_cutoff, auxiliary.min_cutoff, world.min_cutoff),
        _rows(image.beta, auxiliary.beta, world.beta),
        image.derivative_cutoff,
    )


def _rows(image: float | Floats, auxiliary: float | Floats, world: float | Floats) -> Floats:
    """(68, 1): one number for each kind of landmark."""
    column = np.empty((POINTS, 1), np.float32)
    column[:LANDMARK_COUNT] = image
    column[LANDMARK_COUNT:_WORLD] = auxiliary
    column[_WORLD:] = world
    return column


TUNING: Final = body_tuning(IMAGE_SMOOTHING, AUXILIARY_SMOOTHING, WORLD_SMOOTHING)


def smooth(memory: BodyMemory | None, body: BodyLandmarks, time_s: float, side_px: float) -> BodyMemory:
    """The memory after one more frame; `memory.smoothed()` is the steadied body.

    memory: None for a person's first frame. side_px: the side of the region that the landmarks were read from.
    A time that does not rise starts the filters anew.
    """
    if memory is None or time_s <= memory.time_s:
        return BodyMemory(time_s, one_euro.first(body.points), body.visibility)
    rate_hz = 1.0 / (time_s - memory.time_s)
    region_lengths = _rows(1.0 / side_px, 1.0 / side_px, 1.0)  # world landmarks do not depend on it
    return BodyMemory(
        time_s,
        one_euro.next_memory(memory.points, body.points, rate_hz, TUNING, region_lengths),
        memory.visibility + (body.visibility - memory.visibility) * np.float32(VISIBILITY_ALPHA),
    )
