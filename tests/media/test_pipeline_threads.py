"""Items in order from another thread, which ends whatever happens."""

import threading
from collections.abc import Iterator

import pytest

from webapp.media.pipeline_threads import ReadAhead, WriteBehind

LIMIT_S = 10


def reading() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "read-ahead"]


def test_all_items_come_in_order() -> None:
    with ReadAhead(iter(range(100)), 3) as items:
        assert list(items) == list(range(100))
    assert reading() == []


def test_no_more_are_made_than_may_wait() -> None:
    made: list[int] = []
    full = threading.Event()

    def endless() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            if number == 4:  # 0 is taken below, 1, 2 and 3 wait, 4 is in hand
                full.set()
            yield number

    with ReadAhead(endless(), 3) as items:
        assert next(iter(items)) == 0
        assert full.wait(LIMIT_S)
        assert made == [0, 1, 2, 3, 4]
    assert reading() == []


def test_an_error_comes_after_the_items_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("damaged")

    taken = []
    with pytest.raises(ValueError, match="damaged"), ReadAhead(failing(), 1) as items:  # noqa: PT012
        for item in items:
            taken.append(item)  # noqa: PERF402 - what came before the error is to be kept
    assert taken == [1, 2]
    assert reading() == []


def test_whoever_leaves_early_leaves_no_thread() -> None:
    with pytest.raises(KeyboardInterrupt), ReadAhead(iter(range(10**9)), 2) as items:  # noqa: PT012
        for item in items:
            if item == 5:
                raise KeyboardInterrupt
    assert reading() == []


def test_nothing_at_all() -> None:
    with ReadAhead(iter(()), 1) as items:
        assert list(items) == []


LIMIT_S = 10


def writing() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "write-behind"]


def test_all_is_done_in_order_at_the_end() -> None:
    done: list[int] = []
    with WriteBehind(done.append, 3) as behind:
        for number in range(100):
            behind.give(number)
    assert done == list(range(100))
    assert writing() == []


def test_an_error_of_the_last_item_is_raised_at_the_end() -> None:
    def work(number: int) -> None:
        if number == 2:
            raise ValueError("full")

    with pytest.raises(ValueError, match="full"), WriteBehind(work, 5) as behind:  # noqa: PT012
        for number in range(3):
            behind.give(number)
    assert writing() == []


def test_after_an_error_nothing_more_is_done_and_nobody_waits_for_ever() -> None:
    done: list[int] = []

    def work(number: int) -> None:
        if number == 1:
            raise ValueError("full")
        done.append(number)

    given = 0
    with pytest.raises(ValueError, match="full"), WriteBehind(work, 1) as behind:  # noqa: PT012
        for given in range(1000):
            behind.give(given)
    assert done == [0]
    assert given < 10
    assert writing() == []


def test_an_error_outside_leaves_the_rest_undone_and_is_the_one_that_is_raised() -> None:
    held, go_on = threading.Event(), threading.Event()
    done: list[int] = []

    def work(number: int) -> None:
        held.set()
        assert go_on.wait(LIMIT_S)
        done.append(number)
        raise ValueError("of the work, too late to matter")

    with pytest.raises(KeyboardInterrupt), WriteBehind(work, 5) as behind:  # noqa: PT012
        for number in range(3):
            behind.give(number)
        assert held.wait(LIMIT_S)
        threading.Timer(0.01, go_on.set).start()
        raise KeyboardInterrupt
    assert done == [0]
    assert writing() == []
