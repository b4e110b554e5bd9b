"""The camera's time as the tracker sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.camera.clock import CameraClock


@given(st.lists(st.floats(0, 1e12), max_size=20))
def test_one_clock_is_the_tracker_s_own(times_ms: list[float]) -> None:
    clock = CameraClock()
    for t_ms in sorted(times_ms):
        assert clock.time_s(t_ms) == t_ms / 1000


def test_a_new_clock_goes_on_where_the_old_one_was() -> None:
    clock = CameraClock()
    clock.time_s(900_000.0)
    clock.allow_new_clock()
    first = clock.time_s(15.0)
    assert 900.0 < first < 901.0
    assert clock.time_s(48.0) - first == pytest.approx(0.033)


def test_the_same_clock_after_a_lost_connection_is_not_shifted() -> None:
    clock = CameraClock()
    clock.time_s(1000.0)
    clock.allow_new_clock()
    assert clock.time_s(6000.0) == 6.0


@given(st.lists(st.lists(st.floats(0, 1e9), min_size=1, max_size=5), min_size=1, max_size=6))
def test_time_never_goes_back_however_often_the_clock_starts_anew(clocks: list[list[float]]) -> None:
    clock = CameraClock()
    seen: list[float] = []
    for times_ms in clocks:
        clock.allow_new_clock()
        seen += [clock.time_s(t_ms) for t_ms in sorted(times_ms)]
    assert seen == sorted(seen)
