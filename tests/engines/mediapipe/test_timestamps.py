import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engines.mediapipe.timestamps import LONGEST_PAUSE_S, FrameClock


def test_times_are_the_cameras_milliseconds_since_its_first_frame() -> None:
    clock = FrameClock(100.0)
    assert [clock.next_ms(time_s) for time_s in (100.0, 100.033, 100.067, 101.0)] == [0, 33, 67, 1000]


def test_two_frames_in_one_millisecond_are_still_told_apart() -> None:
    clock = FrameClock(0.0)
    assert [clock.next_ms(time_s) for time_s in (0.0, 0.0002, 0.0002, 0.0021, 0.010)] == [0, 1, 2, 3, 10]


@pytest.mark.parametrize(
    ("time_s", "goes_on"),
    [(5.0, True), (5.1, True), (4.999, False), (5 + LONGEST_PAUSE_S, True), (6 + LONGEST_PAUSE_S, False)],
)
def test_a_clock_that_was_set_back_or_leapt_does_not_go_on(time_s: float, goes_on: bool) -> None:
    clock = FrameClock(1.0)
    clock.next_ms(5.0)
    assert clock.goes_on_at(time_s) is goes_on


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_milliseconds_rise_whatever_the_camera_says(times_s: list[float]) -> None:
    clock = FrameClock(times_s[0])
    given_ms = [clock.next_ms(time_s) for time_s in times_s]
    assert given_ms == sorted(set(given_ms))
    assert given_ms[0] == 0
