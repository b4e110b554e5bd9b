"""The one-euro filter: a low-pass filter whose cutoff rises with speed, so it is smooth at rest and quick in motion.

Source: Casiez, Roussel, Vogel, "1€ filter", CHI 2012, in the variant of one_euro_filter.cc of MediaPipe: the
derivative is taken from raw values, and may be scaled to make the tuning independent of a person's size.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class OneEuroTuning:
    """Parameters of the filter: a higher min_cutoff (Hz) passes more jitter at rest, a higher beta lags less in motion.

    min_cutoff and beta: one number for all values, or an array that broadcasts to them.
    """

    min_cutoff: float | Floats
    beta: float | Floats
    derivative_cutoff: float = 1.0  # Hz; a lower one makes the speed estimate smoother and later


@dataclass(frozen=True)
class OneEuroState:
    """The filter's state after a frame: three arrays of the shape of the values."""

    raw: Floats
    smoothed: Floats
    derivative: Floats


def initial_state(values: Floats) -> OneEuroState:
    """Return the state after the first frame, which passes unchanged."""
    return OneEuroState(values, values, np.zeros_like(values))


def next_state(
    state: OneEuroState,
    values: Floats,
    rate_hz: float,
    tuning: OneEuroTuning,
    derivative_scale: float | Floats = 1.0,
) -> OneEuroState:
    """Return the state after the next frame; its `smoothed` is the filter's output.

    rate_hz: frames a second between the two frames. derivative_scale: factor of the derivative, broadcast to values.
    """
    speed = (values - state.raw) * (np.float32(rate_hz) * derivative_scale)
    derivative = _blend(state.derivative, speed, _alpha(tuning.derivative_cutoff, rate_hz))
    cutoff = tuning.min_cutoff + tuning.beta * np.abs(derivative)
    # alpha = 1 / (1 + rate / (2 pi cutoff)), written without the inner division
    weight = np.divide(cutoff, cutoff + np.float32(rate_hz / (2 * math.pi)), dtype=np.float32)
    return OneEuroState(values, _blend(state.smoothed, values, weight), derivative)


def _alpha(cutoff_hz: float, rate_hz: float) -> np.float32:
    return np.float32(1 / (1 + rate_hz / (2 * math.pi * cutoff_hz)))


def _blend(old: Floats, new: Floats, weight: Floats | np.float32) -> Floats:
    return old + (new - old) * weight
