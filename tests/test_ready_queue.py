"""Whose turn it is."""

from threading import Thread

import pytest

from webapp.ready_queue import QueueClosedError, ReadyQueue


def test_turns_come_in_the_order_of_arrival() -> None:
    queue: ReadyQueue[str] = ReadyQueue()
    for client in "abc":
        queue.put(client)
    assert [queue.take(), queue.take(), queue.take()] == ["a", "b", "c"]


def test_a_turn_given_back_is_the_next_one() -> None:
    queue: ReadyQueue[str] = ReadyQueue()
    queue.put("a")
    queue.put("b")
    queue.put_back(queue.take() or "")
    assert queue.take() == "a"


def test_an_empty_queue_gives_nobody_within_the_time() -> None:
    queue: ReadyQueue[str] = ReadyQueue()
    assert queue.take(within_s=0) is None


def test_a_client_that_always_wants_more_gets_every_other_turn() -> None:
    queue: ReadyQueue[str] = ReadyQueue()
    queue.put("greedy")
    queue.put("modest")
    served = []
    for _ in range(10):
        client = queue.take() or ""
        served.append(client)
        queue.put(client)
    assert served.count("greedy") == served.count("modest") == 5


def test_closing_wakes_who_waits() -> None:
    queue: ReadyQueue[str] = ReadyQueue()
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
