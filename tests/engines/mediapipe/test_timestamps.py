import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engines.mediapipe.timestamps import MAX_PAUSE_S, Timestamps


def test_times_are_the_cameras_milliseconds_since_its_first_frame() -> None:
    timestamps = Timestamps(100.0)
    assert [timestamps.next_ms(time_s) for time_s in (100.0, 100.033, 100.067, 101.0)] == [0, 33, 67, 1000]


def test_two_frames_in_one_millisecond_are_still_told_apart() -> None:
    timestamps = Timestamps(0.0)
    assert [timestamps.next_ms(time_s) for time_s in (0.0, 0.0002, 0.0002, 0.0021, 0.010)] == [0, 1, 2, 3, 10]


@pytest.mark.parametrize(
    ("time_s", "accepted"),
    [(5.0, True), (5.1, True), (4.999, False), (5 + MAX_PAUSE_S, True), (6 + MAX_PAUSE_S, False)],
)
def test_a_clock_that_was_set_back_or_leapt_is_not_accepted(time_s: float, accepted: bool) -> None:
    timestamps = Timestamps(1.0)
    timestamps.next_ms(5.0)
    assert timestamps.accepts(time_s) is accepted


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_milliseconds_rise_whatever_the_camera_says(times_s: list[float]) -> None:
    timestamps = Timestamps(times_s[0])
    given_ms = [timestamps.next_ms(time_s) for time_s in times_s]
    assert given_ms == sorted(set(given_ms))
    assert given_ms[0] == 0
