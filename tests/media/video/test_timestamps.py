"""Times rise strictly, and equal the file's as long as these rise."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from webapp.media.video.timestamps import CLOCK_RESET_S, LEAST_STEP_S, LONGEST_GAP_S, FrameTimestamps

STEP_S = 1 / 30
ANY_TIME = st.none() | st.floats(-1e12, 1e12)


def repaired(file_times: list[float | None]) -> list[float]:
    times = FrameTimestamps(STEP_S)
    return [times.next(one) for one in file_times]


@given(st.lists(ANY_TIME, min_size=1, max_size=50), st.floats(0, 10))
def test_times_rise_from_0_for_any_input(file_times: list[float | None], usual_step_s: float) -> None:
    times = FrameTimestamps(usual_step_s)
    found = [times.next(one) for one in file_times]
    assert found[0] == 0
    steps = [later - earlier for earlier, later in pairwise(found)]
    assert all(step >= LEAST_STEP_S * 0.99 for step in steps)
    assert all(step <= LONGEST_GAP_S for step in steps)


@given(st.floats(-1e4, 1e4), st.lists(st.floats(0.001, 100), max_size=50))
def test_times_that_rise_are_kept(start_s: float, gaps_s: list[float]) -> None:
    file_times = [start_s + sum(gaps_s[:count]) for count in range(len(gaps_s) + 1)]
    found = repaired(list(file_times))
    assert all(
        math.isclose(one, file_time - start_s, abs_tol=1e-6)
        for one, file_time in zip(found, file_times, strict=True)
    )


def test_a_frame_without_a_time_follows_by_the_usual_step() -> None:
    assert repaired([5.0, None, 5.2]) == [0, STEP_S, 5.2 - 5.0]
    assert repaired([None, None]) == [0, STEP_S]


def test_a_repeated_or_slightly_earlier_time_becomes_slightly_later() -> None:
    assert repaired([0.0, 0.0, 0.5]) == [0, LEAST_STEP_S, 0.5]
    assert repaired([0.0, 0.4, 0.3, 0.5]) == [0, 0.4, 0.4 + LEAST_STEP_S, 0.5]


def test_after_a_reset_of_the_clock_frames_keep_their_distances() -> None:
    restarted = repaired([100.0, 100.1, 3.0, 3.1, 3.3])
    assert all(
        math.isclose(one, expected, abs_tol=1e-9)
        for one, expected in zip(restarted, [0, 0.1, 0.1 + STEP_S, 0.2 + STEP_S, 0.4 + STEP_S], strict=True)
    )
    ahead = repaired([0.0, 2 * LONGEST_GAP_S, 2 * LONGEST_GAP_S + 0.5])
    assert math.isclose(ahead[1], STEP_S)
    assert math.isclose(ahead[2], STEP_S + 0.5, abs_tol=1e-6)


def test_a_pause_is_kept() -> None:
    assert repaired([0.0, LONGEST_GAP_S - 1]) == [0, LONGEST_GAP_S - 1]
    assert CLOCK_RESET_S < LONGEST_GAP_S
