"""Items in order from another thread, which ends whatever happens."""

import threading
from collections.abc import Iterator

import pytest

from webapp.media.pipeline_threads import ReadAhead

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
