"""Whose turn it is."""

from threading import Thread

import pytest

from webapp.scheduler.background_policy import BackgroundPolicy
from webapp.scheduler.fair_queue import FairQueue, QueueClosedError


def test_turns_come_in_the_order_of_arrival() -> None:
    queue: FairQueue[str] = FairQueue()
    for client in "abc":
        queue.put(client)
    assert [queue.take(), queue.take(), queue.take()] == ["a", "b", "c"]


def test_a_turn_given_back_is_the_next_one() -> None:
    queue: FairQueue[str] = FairQueue()
    queue.put("a")
    queue.put("b")
    queue.put_back(queue.take() or "")
    assert queue.take() == "a"


def test_an_empty_queue_gives_nobody_within_the_time() -> None:
    queue: FairQueue[str] = FairQueue()
    assert queue.take(within_s=0) is None


def test_a_client_that_always_wants_more_gets_every_other_turn() -> None:
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


def test_the_background_waits_until_no_client_does() -> None:
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(2), Clock())
    queue.put_background("video")
    queue.put("client")
    assert [queue.take(0), queue.take(0)] == ["client", None]
    queue.end("client")
    assert [queue.take(0), queue.take(0)] == ["video", None]


def test_background_turns_are_fair_among_themselves() -> None:
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(1), Clock())
    queue.put_background("a")
    queue.put_background("b")
    served = []
    for _ in range(6):
        turn = queue.take(0) or ""
        served.append(turn)
        queue.end(turn)
        queue.put_background(turn)
    assert served == ["a", "b"] * 3


def test_under_full_load_the_background_gets_a_turn_a_second() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(2), clock)
    queue.put("client")
    queue.put_background("video")
    served = []
    for _ in range(300):
        clock.now_s += 0.01
        turn = queue.take(0) or ""
        served.append(turn)
        queue.end(turn)
        (queue.put_background if turn == "video" else queue.put)(turn)
    assert served.count("video") in (2, 3)
    assert len(served) == 300


def test_a_background_turn_given_back_stays_in_the_background() -> None:
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(1), Clock())
    queue.put_background("video")
    queue.put_back(queue.take(0) or "")
    queue.put("client")
    assert queue.take(0) == "client"
    queue.end("client")
    assert queue.take(0) == "video"


def test_a_background_turn_begins_when_another_ends() -> None:
    queue: FairQueue[str] = FairQueue(BackgroundPolicy(1), Clock())
    queue.put_background("a")
    queue.put_background("b")
    assert [queue.take(0), queue.take(0)] == ["a", None]
    queue.end("a")
    assert queue.take(0) == "b"


def test_looking_at_the_clients_moves_nobody() -> None:
    queue: FairQueue[str] = FairQueue()
    queue.put_background("video")
    assert queue.clients() == []
    queue.put("a")
    queue.put("b")
    assert queue.clients() == ["a", "b"]
    assert [queue.take(0), queue.take(0)] == ["a", "b"]
