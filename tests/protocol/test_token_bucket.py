"""The token bucket; it is told the time, so nothing here waits."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.protocol.token_bucket import TokenBucket


def test_a_burst_passes_and_the_next_frame_does_not() -> None:
    rate = TokenBucket(per_second=10, burst=3, now_s=0)
    assert [rate.allows(0) for _ in range(4)] == [True, True, True, False]


def test_a_steady_camera_at_the_limit_loses_nothing() -> None:
    rate = TokenBucket(per_second=60, burst=2, now_s=0)
    assert all(rate.allows(n / 60) for n in range(600))


def test_after_a_pause_no_more_than_a_burst_passes() -> None:
    rate = TokenBucket(per_second=10, burst=3, now_s=0)
    assert sum(rate.allows(1000) for _ in range(10)) == 3


def test_a_clock_that_steps_back_earns_nothing() -> None:
    rate = TokenBucket(per_second=10, burst=1, now_s=5)
    assert rate.allows(5)
    assert not rate.allows(4)
    assert not rate.allows(5.05)
    assert rate.allows(5.11)


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=200))
def test_never_more_than_the_rate_and_a_burst(pauses_s: list[float]) -> None:
    rate = TokenBucket(per_second=20, burst=4, now_s=0)
    now_s, passed = 0.0, 0
    for pause_s in pauses_s:
        now_s += pause_s
        passed += rate.allows(now_s)
    assert passed <= 4 + 20 * now_s + 1e-6
