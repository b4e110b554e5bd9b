"""Work in order in another thread, which ends whatever happens."""

import threading

import pytest

from webapp.media.pipeline_threads import WriteBehind

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
