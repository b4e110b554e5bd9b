"""Against the published algorithm, written out for one number, and the laws it should obey."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from webapp.pose.one_euro import OneEuroState, OneEuroTuning, initial_state, next_state
from webapp.pose.tuning import IMAGE_SMOOTHING, WORLD_SMOOTHING

values = st.lists(st.floats(-1000, 1000), min_size=2, max_size=20)
tunings = st.sampled_from([IMAGE_SMOOTHING, WORLD_SMOOTHING, OneEuroTuning(1, 0)])


def _array(value: float) -> NDArray[np.float32]:
    return np.array([[value]], np.float32)


def _run(samples: list[float], rate: float, tuning: OneEuroTuning, scale: float = 1.0) -> list[float]:
    state = initial_state(_array(samples[0]))
    answers = [samples[0]]
    for sample in samples[1:]:
        state = next_state(state, _array(sample), rate, tuning, scale)
        answers.append(float(state.smoothed[0, 0]))
    return answers


def _published(samples: list[float], rate: float, tuning: OneEuroTuning, scale: float) -> list[float]:
    """Casiez et al. 2012, algorithm 1, with the derivative of raw values as MediaPipe takes it."""

    def alpha(cutoff: float) -> float:
        return 1 / (1 + rate / (2 * math.pi * cutoff))

    smoothed, speed, answers = samples[0], 0.0, [samples[0]]
    for last, sample in pairwise(samples):
        a = alpha(tuning.derivative_cutoff)
        speed = a * (sample - last) * rate * scale + (1 - a) * speed
        a = alpha(float(tuning.min_cutoff) + float(tuning.beta) * abs(speed))
        smoothed = a * sample + (1 - a) * smoothed
        answers.append(smoothed)
    return answers


@given(values, st.floats(5, 120), tunings, st.floats(0.001, 1))
def test_it_is_the_published_filter(
    samples: list[float], rate: float, tuning: OneEuroTuning, scale: float
) -> None:
    assert _run(samples, rate, tuning, scale) == pytest.approx(
        _published(samples, rate, tuning, scale), rel=1e-3, abs=0.05
    )


@given(st.floats(-1000, 1000), st.floats(1, 120), tunings)
def test_a_still_value_stays_exactly(value: float, rate: float, tuning: OneEuroTuning) -> None:
    value = float(np.float32(value))
    assert _run([value] * 5, rate, tuning) == [value] * 5


@given(values, st.floats(5, 120), tunings)
def test_the_answer_never_leaves_what_was_seen(
    samples: list[float], rate: float, tuning: OneEuroTuning
) -> None:
    margin = 1e-3 * max(map(abs, samples)) + 1e-6
    assert all(
        min(samples) - margin <= answer <= max(samples) + margin for answer in _run(samples, rate, tuning)
    )


def test_jitter_shrinks_and_a_stride_is_followed() -> None:
    rng = np.random.default_rng(7)
    still = (100 + rng.normal(0, 0.05, 200)).tolist()
    assert np.std(_run(still, 30, OneEuroTuning(0.05, 0.1))[50:]) < 0.5 * np.std(still)
    stride = np.linspace(0, 300, 60).tolist()
    assert abs(_run(stride, 30, IMAGE_SMOOTHING, 1 / 300)[-1] - stride[-1]) < 1


def test_memories_are_values() -> None:
    start = initial_state(_array(1))
    kept = OneEuroState(start.raw.copy(), start.smoothed.copy(), start.derivative.copy())
    next_state(start, _array(5), 30, IMAGE_SMOOTHING)
    np.testing.assert_array_equal(start.smoothed, kept.smoothed)
    np.testing.assert_array_equal(start.derivative, kept.derivative)
