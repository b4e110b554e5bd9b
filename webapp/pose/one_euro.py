"""The One-Euro filter: smooth at rest, quick in motion.

Source: Casiez, Roussel, Vogel, "1€ filter", CHI 2012, as one_euro_filter.cc of MediaPipe has it (the derivative is
taken from raw values and may be scaled, so that tuning is independent of a person's size).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class OneEuroTuning:
    """A higher min_cutoff (Hz) lets more jitter through at rest, a higher beta follows motion faster.

    One number for all values, or an array that broadcasts to them.
    """

    min_cutoff: float | Floats
    beta: float | Floats
    derivative_cutoff: float = 1.0  # Hz; lower makes the speed that beta multiplies steadier and later


@dataclass(frozen=True)
class OneEuroMemory:
    """What the filter remembers of the last frame; three arrays of the values' shape."""

    raw: Floats
    smoothed: Floats
    derivative: Floats


def first(values: Floats) -> OneEuroMemory:
    """The memory after a first frame: it passes through as it is."""
    return OneEuroMemory(values, values, np.zeros_like(values))


def next_memory(
    memory: OneEuroMemory,
    values: Floats,
    rate_hz: float,
    tuning: OneEuroTuning,
    derivative_scale: float | Floats = 1.0,
) -> OneEuroMemory:
    """The memory after one more frame; its `smoothed` is the filter's answer."""
    speed = (values - memory.raw) * (np.float32(rate_hz) * derivative_scale)
    derivative = _blend(memory.derivative, speed, _alpha(tuning.derivative_cutoff, rate_hz))
    cutoff = tuning.min_cutoff + tuning.beta * np.abs(derivative)
    # alpha = 1 / (1 + rate / (2 pi cutoff)), written without the inner division
    weight = np.divide(cutoff, cutoff + np.float32(rate_hz / (2 * math.pi)), dtype=np.float32)
    return OneEuroMemory(values, _blend(memory.smoothed, values, weight), derivative)


def _alpha(cutoff_hz: float, rate_hz: float) -> np.float32:
    return np.float32(1 / (1 + rate_hz / (2 * math.pi * cutoff_hz)))


def _blend(old: Floats, new: Floats, weight: Floats | np.float32) -> Floats:
    return old + (new - old) * weight
