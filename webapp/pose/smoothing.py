"""Steadies one person's landmarks over time: two One-Euro filters and one for visibility.

Source: pose_landmark_filtering.pbtxt and landmarks_smoothing_calculator.cc of MediaPipe. MediaPipe filters visibility
once for image and once for world landmarks, with the same input and tuning; the wire carries one, so one is kept.
The auxiliary landmarks, from which the next region is made, are not smoothed: docs/decisions/0004.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from webapp.pose import one_euro
from webapp.pose.one_euro import OneEuroMemory
from webapp.pose.tuning import (
    IMAGE_SMOOTHING,
    VISIBILITY_ALPHA,
    WORLD_SMOOTHING,
)

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class BodyLandmarks:
    """One person in one frame.

    image: (33, 3) pixels of the frame, z too. world: (33, 3) metres. visibility: (33,), 0..1.
    """

    image: Floats
    world: Floats
    visibility: Floats


@dataclass(frozen=True)
class BodyMemory:
    """What smoothing remembers of a person: when the last frame was, and each filter's memory."""

    time_s: float
    image: OneEuroMemory
    world: OneEuroMemory
    visibility: Floats

    def smoothed(self) -> BodyLandmarks:
        return BodyLandmarks(self.image.smoothed, self.world.smoothed, self.visibility)

    def scaled(self, factor: float) -> "BodyMemory":
        """The memory of the same motion in a frame `factor` times as large; derivatives are in units of the region."""
        scale = np.float32(factor)
        image = OneEuroMemory(self.image.raw * scale, self.image.smoothed * scale, self.image.derivative)
        return replace(self, image=image)


def smooth(memory: BodyMemory | None, body: BodyLandmarks, time_s: float, side_px: float) -> BodyMemory:
    """The memory after one more frame; `memory.smoothed()` is the steadied body.

    memory: None for a person's first frame. side_px: the side of the region that the landmarks were read from.
    A time that does not rise starts the filters anew.
    """
    if memory is None or time_s <= memory.time_s:
        return BodyMemory(
            time_s,
            one_euro.first(body.image),
            one_euro.first(body.world),
            body.visibility,
        )
    rate = 1.0 / (time_s - memory.time_s)
    return BodyMemory(
        time_s,
        one_euro.next_memory(memory.image, body.image, rate, IMAGE_SMOOTHING, 1.0 / side_px),
        one_euro.next_memory(memory.world, body.world, rate, WORLD_SMOOTHING),
        memory.visibility + (body.visibility - memory.visibility) * np.float32(VISIBILITY_ALPHA),
    )
