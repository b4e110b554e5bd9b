"""Which socket is read when, while workers have frames: real sockets, and the hub's loop stepped by hand."""

import os
import socket
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet warns that it is retired
    from webapp.serving import eventlet_hub
    from webapp.serving.eventlet_hub import RepliesFirstHub
    from webapp.serving.worker_sockets import WorkerSockets

LONG_S = 20.0  # much longer than anything here takes


class Loop:
    """A hub, the sockets that it waits for, and which of them were read."""

    def __init__(self, stack: ExitStack) -> None:
        self.worker_sockets = WorkerSockets()
        self.hub = type("Hub", (RepliesFirstHub,), {"worker_sockets": self.worker_sockets})()
        self.were_read: list[str] = []
        self._stack = stack

    def worker(self, name: str, *, busy: bool = True) -> socket.socket:
        """Add a worker and return its end of the pair; busy: its reply is awaited."""
        ours, theirs = self.pair()
        self.worker_sockets.add(ours.fileno())
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
        def read(_number: int) -> None:
            ours.recv(100)
            self.hub.remove(listener)
            self.were_read.append(name)

        listener = self.hub.add(self.hub.READ, ours.fileno(), read, lambda _error: None, lambda: None)

    def pair(self) -> tuple[socket.socket, socket.socket]:
        ours, theirs = socket.socketpair()
        self._stack.enter_context(ours)
        self._stack.enter_context(theirs)
        return ours, theirs

    def step(self, times: int = 1, seconds: float = LONG_S) -> list[str]:
        """Step the loop and return which sockets were read."""
        self.were_read.clear()
        for _ in range(times):
            self.hub.wait(seconds)
        return list(self.were_read)


@pytest.fixture
def loop() -> Iterator[Loop]:
    with ExitStack() as stack:
        yield Loop(stack)


@pytest.fixture
def clients_can_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a reply, and not the time limit, ends the wait."""
    monkeypatch.setattr(eventlet_hub, "CLIENTS_WAIT_S", LONG_S)


@pytest.mark.usefixtures("clients_can_wait")
def test_while_all_workers_are_busy_a_reply_is_read_before_the_clients(loop: Loop) -> None:
    worker = loop.worker("reply")
    loop.worker("another reply")
    assert loop.step(seconds=0) == []  # all sockets have been polled
    loop.client("frame")
    worker.send(b"a pose")
    assert loop.step() == ["reply"]
    assert loop.step() == ["frame"]


@pytest.mark.usefixtures("clients_can_wait")
def test_after_a_reply_all_other_sockets_are_polled_once_before_the_next_reply(loop: Loop) -> None:
    first, second = loop.worker("first"), loop.worker("second")
    loop.step(seconds=0)
    for number in range(5):
        loop.client(f"frame {number}")
    first.send(b"a pose")
    assert loop.step() == ["first"]
    loop.worker("first again")  # it got the next frame at once
    assert sorted(loop.step()) == [f"frame {number}" for number in range(5)]
    second.send(b"a pose")
    assert loop.step() == ["second"]


@pytest.mark.usefixtures("clients_can_wait")
def test_a_worker_whose_reply_was_read_among_the_others_delays_no_client(loop: Loop) -> None:
    first = loop.worker("first")
    loop.worker("second")
    first.send(b"a pose")
    assert loop.step() == ["first"]  # when all sockets were polled; this worker is idle now
    loop.client("frame")
    assert loop.step() == ["frame"]


def test_clients_are_read_after_a_moment_though_no_worker_replies(loop: Loop) -> None:
    loop.worker("reply")
    loop.step(seconds=0)
    loop.client("frame")
    assert loop.step() == []  # no reply came in time
    assert loop.step() == ["frame"]


@pytest.mark.usefixtures("clients_can_wait")
def test_a_timer_that_is_due_is_not_late(loop: Loop) -> None:
    loop.worker("reply")
    loop.step(seconds=0)
    started = time.monotonic()
    loop.step(seconds=0.001)
    assert time.monotonic() - started < LONG_S / 2


def test_a_client_is_read_at_once_while_a_worker_is_idle(loop: Loop) -> None:
    loop.worker("reply")
    loop.worker("idle", busy=False)
    loop.step(seconds=0)
    loop.client("frame")
    assert loop.step() == ["frame"]


def test_without_workers_it_is_the_hub_that_eventlet_would_choose(loop: Loop) -> None:
    loop.step(seconds=0)
    loop.client("request")
    assert loop.step() == ["request"]


@pytest.mark.usefixtures("clients_can_wait")
def test_the_end_of_a_worker_is_noticed_at_once(loop: Loop) -> None:
    """Its end of the pair closes, and the thread that waits for the reply must find out at once."""
    worker = loop.worker("lost")
    loop.worker("another")
    loop.step(seconds=0)
    worker.close()
    assert loop.step() == ["lost"]


@pytest.mark.usefixtures("clients_can_wait")
def test_a_new_worker_on_a_socket_with_the_old_one_s_number_is_read(loop: Loop) -> None:
    ours, theirs = loop.pair()
    elsewhere, new_theirs = loop.pair()
    number = ours.fileno()
    loop.worker_sockets.add(number)
    loop.wait_for("old", ours)
    loop.step(seconds=0)
    theirs.send(b"a pose")
    assert loop.step() == ["old"]
    loop.worker_sockets.discard(number)
    ours.close()
    with socket.socket(fileno=os.dup2(elsewhere.fileno(), number)) as new_ours:
        loop.worker_sockets.add(number)
        loop.wait_for("new", new_ours)
        loop.step(seconds=0)
        new_theirs.send(b"a pose")
        assert loop.step() == ["new"]


def test_workers_that_have_all_ended_delay_no_client(loop: Loop) -> None:
    loop.worker("lost")
    loop.step(seconds=0)
    loop.worker_sockets.numbers.clear()
    loop.client("frame")
    assert loop.step() == ["frame"]
