"""Who is served next."""

from collections import Counter
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.scheduler.background_policy import BackgroundPolicy
from webapp.scheduler.fair_queue import FairQueue, QueueClosedError


class Clock:
    """A time that stands until a test moves it."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_clients_are_served_in_the_order_of_arrival() -> None:
    queue: FairQueue[str] = FairQueue()
    for client in "abc":
        queue.put(client)
    assert [queue.take(), queue.take(), queue.take()] == ["a", "b", "c"]


def test_one_put_back_is_the_next() -> None:
    queue: FairQueue[str] = FairQueue()
    queue.put("a")
    queue.put("b")
    queue.put_back(queue.take() or "")
    assert queue.take() == "a"


def test_an_empty_queue_gives_nobody_within_the_time() -> None:
    queue: FairQueue[str] = FairQueue()
    assert queue.take(within_s=0) is None


def test_a_client_that_always_wants_more_is_served_every_other_time() -> None:
    queue: FairQueue[str] = FairQueue()
    queue.put("greedy")
    queue.put("modest")
    served = []
    for _ in range(10):
        client = queue.take() or ""
        served.append(client)
        queue.put(client)
    assert served.count("greedy") == served.count("modest") == 5


def served(durations_ms: dict[str, int], for_s: float) -> Counter[str]:
    """How many frames each client gets of one worker, if all always want more and their frames take that long."""
    clock = Clock()
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(1), clock)
    for client in durations_ms:
        queue.put(client)
    frames: Counter[str] = Counter()
    while clock.now_s < 100 + for_s:
        client = queue.take(0) or ""
        clock.now_s += durations_ms[client] / 1000
        frames[client] += 1
        queue.put(client)  # as a session does, before the dispatcher is done with it
        queue.done(client)
    return frames


def test_equal_clients_are_served_round_robin() -> None:
    frames = served({"a": 10, "b": 10, "c": 10}, 9)
    assert max(frames.values()) - min(frames.values()) <= 1


def test_one_whose_frames_take_long_gets_its_share_of_the_time_and_no_more() -> None:
    frames = served({"attacker": 1000, "a": 10, "b": 10, "c": 10}, 40)
    assert frames["attacker"] * 1000 == pytest.approx(10_000, rel=0.15)
    assert [frames[client] * 10 for client in "abc"] == pytest.approx([10_000] * 3, rel=0.1)


@given(st.lists(st.integers(1, 200), min_size=2, max_size=6))
def test_time_is_shared_evenly_whatever_frames_take(durations_ms: list[int]) -> None:
    by_client = {str(number): duration for number, duration in enumerate(durations_ms)}
    frames = served(by_client, 60)
    used_ms = [frames[client] * duration for client, duration in by_client.items()]
    assert max(used_ms) - min(used_ms) <= 2 * max(durations_ms)


def test_a_client_that_paused_gets_no_credit_for_it() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(1), clock)
    queue.put("steady")
    for _ in range(100):
        client = queue.take(0) or ""
        clock.now_s += 0.01
        queue.put(client)
        queue.done(client)
    queue.put("back again")
    order = []
    for _ in range(6):
        client = queue.take(0) or ""
        order.append(client)
        clock.now_s += 0.01
        queue.put(client)
        queue.done(client)
    assert order.count("back again") == 3


def test_of_many_clients_only_those_ahead_of_the_others_are_remembered() -> None:
    clock = Clock()
    queue: FairQueue[int] = FairQueue(BackgroundPolicy(1), clock)
    for client in range(2000):
        queue.put(client)
        taken = queue.take(0)
        assert taken == client
        clock.now_s += 0.01
        queue.done(client)
    assert len(queue._finish) <= 257


def test_closing_wakes_who_waits() -> None:
    queue: FairQueue[str] = FairQueue()
    woken: list[bool] = []

    def wait() -> None:
        with pytest.raises(QueueClosedError):
            queue.take()
        woken.append(True)

    waiter = Thread(target=wait)
    waiter.start()
    queue.close()
    waiter.join(5)
    assert woken == [True]


def test_offline_frames_wait_until_no_client_does() -> None:
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(2), Clock())
    queue.put_offline("video")
    queue.put("client")
    assert [queue.take(0), queue.take(0)] == ["client", None]
    queue.done("client")
    assert [queue.take(0), queue.take(0)] == ["video", None]


def test_offline_frames_are_fair_among_themselves() -> None:
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(1), Clock())
    queue.put_offline("a")
    queue.put_offline("b")
    served = []
    for _ in range(6):
        source = queue.take(0) or ""
        served.append(source)
        queue.done(source)
        queue.put_offline(source)
    assert served == ["a", "b"] * 3


def test_under_full_load_an_offline_frame_is_served_each_second() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(2), clock)
    queue.put("client")
    queue.put_offline("video")
    served = []
    for _ in range(300):
        clock.now_s += 0.01
        source = queue.take(0) or ""
        served.append(source)
        queue.done(source)
        (queue.put_offline if source == "video" else queue.put)(source)
    assert served.count("video") in (2, 3)
    assert len(served) == 300


def test_an_offline_frame_put_back_stays_offline() -> None:
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(1), Clock())
    queue.put_offline("video")
    queue.put_back(queue.take(0) or "")
    queue.put("client")
    assert queue.take(0) == "client"
    queue.done("client")
    assert queue.take(0) == "video"


def test_an_offline_frame_begins_when_another_ends() -> None:
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(1), Clock())
    queue.put_offline("a")
    queue.put_offline("b")
    assert [queue.take(0), queue.take(0)] == ["a", None]
    queue.done("a")
    assert queue.take(0) == "b"


def test_looking_at_the_live_clients_moves_nobody() -> None:
    queue: FairQueue[str] = FairQueue()
    queue.put_offline("video")
    assert queue.live() == []
    queue.put("a")
    queue.put("b")
    assert queue.live() == ["a", "b"]
    assert [queue.take(0), queue.take(0)] == ["a", "b"]
