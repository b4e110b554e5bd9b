import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pose.bodies import random_body
from webapp.pose.smoothing import BodyFilters, BodyLandmarks, smooth


def _after(bodies: list[BodyLandmarks], side_px: float = 300.0) -> BodyFilters:
    filters = smooth(None, bodies[0], 0.0, side_px)
    for index, body in enumerate(bodies[1:], start=1):
        filters = smooth(filters, body, index / 30, side_px)
    return filters


@given(st.integers(0, 1000))
def test_a_still_scene_stays_exactly_as_it_is(seed: int) -> None:
    body = random_body(seed)
    steady = _after([body] * 6).smoothed()
    np.testing.assert_array_equal(steady.image, body.image)
    np.testing.assert_array_equal(steady.auxiliary, body.auxiliary)
    np.testing.assert_array_equal(steady.world, body.world)
    np.testing.assert_array_equal(steady.visibility, body.visibility)


def test_visibility_follows_slowly() -> None:
    hidden = random_body(1, visibility=0.0)
    shown = random_body(1, visibility=1.0)
    assert _after([hidden, shown]).smoothed().visibility == pytest.approx(0.1)
    assert _after([hidden, shown, shown]).smoothed().visibility == pytest.approx(0.19)


@given(st.integers(0, 1000), st.floats(0.25, 4))
def test_smoothing_does_not_depend_on_the_frames_size(seed: int, factor: float) -> None:
    """Filters scaled to another frame size continue as if all frames had had that size."""
    bodies = [random_body(seed + index) for index in range(3)]
    large = [_scaled(body, factor) for body in bodies]
    changed_midway = smooth(_after(bodies[:2]).scaled(factor), large[2], 2 / 30, 300 * factor)
    all_along = _after(large, 300 * factor)
    found, expected = changed_midway.smoothed(), all_along.smoothed()
    np.testing.assert_allclose(found.image, expected.image, rtol=1e-3, atol=0.05)
    np.testing.assert_allclose(found.auxiliary, expected.auxiliary, rtol=1e-3, atol=0.05)


def _scaled(body: BodyLandmarks, factor: float) -> BodyLandmarks:
    in_frame = np.concatenate((body.image, body.auxiliary)) * np.float32(factor)
    return BodyLandmarks(np.concatenate((in_frame, body.world)), body.visibility)


@pytest.mark.parametrize("time_s", [1.0, 0.5])
def test_a_time_that_does_not_rise_resets_the_filters(time_s: float) -> None:
    filters = smooth(None, random_body(1), 1.0, 300)
    body = random_body(2)
    np.testing.assert_array_equal(smooth(filters, body, time_s, 300).smoothed().image, body.image)


def test_every_filter_is_reset() -> None:
    filters = smooth(smooth(None, random_body(1), 0.0, 300), random_body(2), 0.1, 300)
    fresh = smooth(filters, random_body(3), 0.0, 300)
    assert not fresh.points.derivative.any()
    np.testing.assert_array_equal(fresh.smoothed().world, random_body(3).world)
    np.testing.assert_array_equal(fresh.visibility, random_body(3).visibility)
