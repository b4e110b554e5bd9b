"""Who is served next."""

from threading import Thread

import pytest

from webapp.scheduler.background_policy import BackgroundPolicy
from webapp.scheduler.fair_queue import FairQueue, QueueClosedError


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


class Clock:
    """A time that stands until a test moves it."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


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
