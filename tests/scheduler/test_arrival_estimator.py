"""When the next live frame is due."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.scheduler.arrival_estimator import STREAMING_S, ArrivalEstimator

CAMERA_S = 1 / 30


def after_frames(times_s: list[float]) -> ArrivalEstimator:
    rhythm = ArrivalEstimator()
    for time_s in times_s:
        rhythm.note("camera", time_s)
    return rhythm


def test_a_frame_is_due_one_interval_after_the_last() -> None:
    rhythm = after_frames([0.0, 0.1, 0.2])
    assert not rhythm.is_due(0.21, within_s=0.05)
    assert rhythm.is_due(0.26, within_s=0.05)


def test_a_late_frame_is_waited_for_a_quarter_of_its_interval() -> None:
    rhythm = after_frames([0.0, 0.1, 0.2])
    assert rhythm.is_due(0.32, within_s=0.01)
    assert not rhythm.is_due(0.33, within_s=0.01)


def test_nobody_is_expected_before_a_second_frame_told_the_pace() -> None:
    assert not after_frames([0.0]).is_due(0.1, within_s=0.1)
    assert not ArrivalEstimator().is_due(0.0, within_s=1.0)


def test_a_new_pace_is_learnt() -> None:
    times_s = [0.1 * frame for frame in range(5)]
    times_s += [times_s[-1] + 0.3 * frame for frame in range(1, 25)]
    rhythm = after_frames(times_s)
    assert not rhythm.is_due(times_s[-1] + 0.1, within_s=0.05)
    assert rhythm.is_due(times_s[-1] + 0.29, within_s=0.05)


def test_the_next_of_several_clients_counts() -> None:
    rhythm = after_frames([0.0, 0.2, 0.4])
    for time_s in (0.1, 0.3, 0.5):
        rhythm.note("another", time_s)
    assert rhythm.is_due(0.58, within_s=0.05)
    assert not rhythm.is_due(0.66, within_s=0.02)
    assert rhythm.is_due(0.69, within_s=0.02)


def test_who_came_back_after_a_silence_has_no_pace_yet() -> None:
    rhythm = after_frames([0.0, 0.1, 0.2, 60.0])
    assert not rhythm.is_due(60.1, within_s=0.05)
    assert rhythm.is_anybody_streaming(60.1)


@given(st.floats(0, 1e6), st.integers(2, 40))
def test_who_streams_is_streaming_until_silent_for_the_limit(start_s: float, frames: int) -> None:
    times_s = [start_s + CAMERA_S * frame for frame in range(frames)]
    rhythm = after_frames(times_s)
    assert rhythm.is_anybody_streaming(times_s[-1] + STREAMING_S * 0.99)
    assert not rhythm.is_anybody_streaming(times_s[-1] + STREAMING_S * 1.01)
