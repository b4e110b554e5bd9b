"""Steadies one person's landmarks over time: three One-Euro filters and one for visibility.

Source: pose_landmark_filtering.pbtxt and landmarks_smoothing_calculator.cc of MediaPipe. MediaPipe filters visibility
once for image and once for world landmarks, with the same input and tuning; the wire carries one, so one is kept.
The auxiliary landmarks make the next region; steadying them is what keeps a still person still.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from webapp.pose import one_euro
from webapp.pose.one_euro import OneEuroMemory
from webapp.pose.tuning import (
    AUXILIARY_SMOOTHING,
    IMAGE_SMOOTHING,
    VISIBILITY_ALPHA,
    WORLD_SMOOTHING,
)

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class BodyLandmarks:
    """One person in one frame.

    image: (33, 3) pixels of the frame, z too. auxiliary: (2, 3) likewise. world: (33, 3) metres.
    visibility: (33,), 0..1.
    """

    image: Floats
    auxiliary: Floats
    world: Floats
    visibility: Floats


@dataclass(frozen=True)
class BodyMemory:
    """What smoothing remembers of a person: when the last frame was, and each filter's memory."""

    time_s: float
    image: OneEuroMemory
    auxiliary: OneEuroMemory
    world: OneEuroMemory
    visibility: Floats

    def smoothed(self) -> BodyLandmarks:
        return BodyLandmarks(
            self.image.smoothed, self.auxiliary.smoothed, self.world.smoothed, self.visibility
        )

    def scaled(self, factor: float) -> "BodyMemory":
        """The memory of the same motion in a frame `factor` times as large; derivatives are in units of the region."""
        return replace(self, image=_scaled(self.image, factor), auxiliary=_scaled(self.auxiliary, factor))


def smooth(memory: BodyMemory | None, body: BodyLandmarks, time_s: float, side_px: float) -> BodyMemory:
    """The memory after one more frame; `memory.smoothed()` is the steadied body.

    memory: None for a person's first frame. side_px: the side of the region that the landmarks were read from.
    A time that does not rise starts the filters anew.
    """
    if memory is None or time_s <= memory.time_s:
        return BodyMemory(
            time_s,
            one_euro.first(body.image),
            one_euro.first(body.auxiliary),
            one_euro.first(body.world),
            body.visibility,
        )
    rate = 1.0 / (time_s - memory.time_s)
    return BodyMemory(
        time_s,
        one_euro.next_memory(memory.image, body.image, rate, IMAGE_SMOOTHING, 1.0 / side_px),
        one_euro.next_memory(memory.auxiliary, body.auxiliary, rate, AUXILIARY_SMOOTHING, 1.0 / side_px),
        one_euro.next_memory(memory.world, body.world, rate, WORLD_SMOOTHING),
        memory.visibility + (body.visibility - memory.visibility) * np.float32(VISIBILITY_ALPHA),
    )


def _scaled(memory: OneEuroMemory, factor: float) -> OneEuroMemory:
    scale = np.float32(factor)
    return OneEuroMemory(memory.raw * scale, memory.smoothed * scale, memory.derivative)
