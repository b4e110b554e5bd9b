"""Who is read when, while workers are at work: real files, and the hub's own loop turned by hand."""

import os
import socket
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet announces the end of its life
    from webapp.serving import eventlet_hub as answers_first
    from webapp.serving.eventlet_hub import AnswersFirst

LONG_S = 20.0  # much longer than anything here takes


class Loop:
    """A hub, files that somebody waits for, and what has been read of them in the meantime."""

    def __init__(self, stack: ExitStack) -> None:
        self.files: set[int] = set()
        self.hub = type("Hub", (AnswersFirst,), {"answer_files": self.files})()
        self.went_on: list[str] = []
        self._stack = stack

    def worker(self, name: str, *, busy: bool = True) -> socket.socket:
        """The worker's end; busy: somebody waits for its answer."""
        ours, theirs = self.pair()
        self.files.add(ours.fileno())
        if busy:
            self.wait_for(name, ours)
        return theirs

    def client(self, name: str, *, has_sent: bool = True) -> socket.socket:
        ours, theirs = self.pair()
        self.wait_for(name, ours)
        if has_sent:
            theirs.send(b"a frame")
        return theirs

    def wait_for(self, name: str, ours: socket.socket) -> None:
        def go_on(_file: int) -> None:
            ours.recv(100)
            self.hub.remove(listener)
            self.went_on.append(name)

        listener = self.hub.add(self.hub.READ, ours.fileno(), go_on, lambda _error: None, lambda: None)

    def pair(self) -> tuple[socket.socket, socket.socket]:
        ours, theirs = socket.socketpair()
        self._stack.enter_context(ours)
        self._stack.enter_context(theirs)
        return ours, theirs

    def turn(self, times: int = 1, seconds: float = LONG_S) -> list[str]:
        """Who goes on in the loop's next turns."""
        self.went_on.clear()
        for _ in range(times):
            self.hub.wait(seconds)
        return list(self.went_on)


@pytest.fixture
def loop() -> Iterator[Loop]:
    with ExitStack() as stack:
        yield Loop(stack)


@pytest.fixture
def clients_can_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it is the answer, and no time, that ends the wait."""
    monkeypatch.setattr(answers_first, "CLIENTS_WAIT_S", LONG_S)


@pytest.mark.usefixtures("clients_can_wait")
def test_while_all_workers_are_busy_an_answer_comes_before_the_clients(loop: Loop) -> None:
    worker = loop.worker("answer")
    loop.worker("another answer")
    assert loop.turn(seconds=0) == []  # everybody has been looked at
    loop.client("frame")
    worker.send(b"a pose")
    assert loop.turn() == ["answer"]
    assert loop.turn() == ["frame"]


@pytest.mark.usefixtures("clients_can_wait")
def test_after_an_answer_all_others_are_looked_at_in_one_go_before_the_next(loop: Loop) -> None:
    first, second = loop.worker("first"), loop.worker("second")
    loop.turn(seconds=0)
    for number in range(5):
        loop.client(f"frame {number}")
    first.send(b"a pose")
    assert loop.turn() == ["first"]
    loop.worker("first again")  # it got the next frame at once
    assert sorted(loop.turn()) == [f"frame {number}" for number in range(5)]
    second.send(b"a pose")
    assert loop.turn() == ["second"]


@pytest.mark.usefixtures("clients_can_wait")
def test_a_worker_whose_answer_was_read_along_with_the_others_holds_nobody_up(loop: Loop) -> None:
    first = loop.worker("first")
    loop.worker("second")
    first.send(b"a pose")
    assert loop.turn() == ["first"]  # in the look at everybody; it has nothing to do now
    loop.client("frame")
    assert loop.turn() == ["frame"]


def test_clients_are_read_after_a_moment_though_no_worker_answers(loop: Loop) -> None:
    loop.worker("answer")
    loop.turn(seconds=0)
    loop.client("frame")
    assert loop.turn() == []  # waited in vain for an answer
    assert loop.turn() == ["frame"]


@pytest.mark.usefixtures("clients_can_wait")
def test_a_timer_that_is_due_is_not_late(loop: Loop) -> None:
    loop.worker("answer")
    loop.turn(seconds=0)
    started = time.monotonic()
    loop.turn(seconds=0.001)
    assert time.monotonic() - started < LONG_S / 2


def test_a_client_is_read_at_once_while_a_worker_has_nothing_to_do(loop: Loop) -> None:
    loop.worker("answer")
    loop.worker("idle", busy=False)
    loop.turn(seconds=0)
    loop.client("frame")
    assert loop.turn() == ["frame"]


def test_without_workers_it_is_the_hub_that_eventlet_would_choose(loop: Loop) -> None:
    loop.turn(seconds=0)
    loop.client("request")
    assert loop.turn() == ["request"]


@pytest.mark.usefixtures("clients_can_wait")
def test_a_worker_that_ends_lets_its_place_go_on(loop: Loop) -> None:
    """Its end of the pair closes, and whoever waits for the answer must find out at once."""
    worker = loop.worker("lost")
    loop.worker("another")
    loop.turn(seconds=0)
    worker.close()
    assert loop.turn() == ["lost"]


@pytest.mark.usefixtures("clients_can_wait")
def test_a_new_worker_on_a_file_with_the_old_ones_number_is_heard(loop: Loop) -> None:
    ours, theirs = loop.pair()
    elsewhere, new_theirs = loop.pair()
    number = ours.fileno()
    loop.files.add(number)
    loop.wait_for("old", ours)
    loop.turn(seconds=0)
    theirs.send(b"a pose")
    assert loop.turn() == ["old"]
    loop.files.discard(number)
    ours.close()
    with socket.socket(fileno=os.dup2(elsewhere.fileno(), number)) as new_ours:
        loop.files.add(number)
        loop.wait_for("new", new_ours)
        loop.turn(seconds=0)
        new_theirs.send(b"a pose")
        assert loop.turn() == ["new"]


def test_workers_that_all_end_hold_nobody_up(loop: Loop) -> None:
    loop.worker("lost")
    loop.turn(seconds=0)
    loop.files.clear()
    loop.client("frame")
    assert loop.turn(times=2) == ["frame"]
