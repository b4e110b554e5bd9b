"""Whose turn it is: clients with a waiting frame, served round robin; and behind them, whatever can wait.

A client stands in the queue at most once, and goes to its end again after each frame; so a fast client gets no
more turns than a slow one while both want them. Turns of the background (frames of recorded pictures and videos) stand
in a second queue, from which one is taken only if no client waits and the background rule lets it begin.
"""

import time
from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import Final, Generic, Protocol, TypeVar

from webapp.protocol.pose_request import PoseRequest, WorkerReply
from webapp.scheduler.background_policy import BackgroundPolicy


class FrameSource(Protocol):
    """A worker's thread calls `begin`, and if that gave a request, then `deliver` or `fail`."""

    def begin(self, now_s: float) -> PoseRequest | None:
        """What the worker should do now; None where there is nothing to do any more."""

    def deliver(self, reply: WorkerReply, now_s: float) -> None:
        """What the worker found."""

    def fail(self, code: str, message: str) -> None:
        """The worker had the frame and is no more."""

    def drop_overdue(self, now_s: float) -> None:
        """Give up what waits if it has waited too long; the turn stays, and `begin` may then give None."""


T = TypeVar("T")
Clock = Callable[[], float]

_RULE_CHECK_S: Final = 0.02
"""Seconds between looks whether the background rule, which time changes, now lets somebody begin."""


class QueueClosedError(Exception):
    """Nobody will be served from this queue any more."""


class FairQueue(Generic[T]):
    def __init__(self, background: BackgroundPolicy | None = None, clock: Clock = time.monotonic) -> None:
        """background: shared by all queues of a pool."""
        self._clients: deque[T] = deque()
        self._background: deque[tuple[T, float]] = deque()  # with the time since when they wait
        self._rule = background or BackgroundPolicy(1)
        self._clock = clock
        self._changed = Condition()
        self._closed = False

    def put(self, client: T) -> None:
        """Let a client with a new frame stand at the end of the queue."""
        self._rule.note_client(client, self._clock())
        with self._changed:
            self._clients.append(client)
            self._changed.notify()

    def put_background(self, turn: T) -> None:
        """Let somebody stand at the end of the queue of those who can wait."""
        with self._changed:
            self._background.append((turn, self._clock()))
            self._changed.notify()

    def put_back(self, turn: T) -> None:
        """Give somebody the turn back, when the one who took it could not serve it."""
        with self._changed:
            if self._rule.end(turn, self._clock()):
                self._background.appendleft((turn, self._clock()))
            else:
                self._clients.appendleft(turn)
            self._changed.notify()

    def end(self, turn: T) -> None:
        """A turn is over; one of the background's may begin now."""
        self._rule.end(turn, self._clock())
        with self._changed:
            if self._background:
                self._changed.notify()

    def take(self, within_s: float | None = None) -> T | None:
        """Who has the turn now, or None if nobody came within the time. Raises QueueClosedError."""
        until_s = None if within_s is None else self._clock() + within_s
        with self._changed:
            while True:
                if self._closed:
                    raise QueueClosedError
                turn = self._next()
                left_s = None if until_s is None else until_s - self._clock()
                if turn is not None or (left_s is not None and left_s <= 0):
                    return turn
                self._changed.wait(self._wait_s(left_s))

    def clients(self) -> list[T]:
        """Those who wait for their turn, first the next."""
        with self._changed:
            return list(self._clients)

    def close(self) -> None:
        """Wake everyone who waits in `take`, for good."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        """How many clients wait."""
        return len(self._clients)

    def _next(self) -> T | None:
        if self._background and self._background_may_begin(self._clock()):
            return self._background.popleft()[0]
        if not self._clients:
            return None
        self._rule.begin_client()
        return self._clients.popleft()

    def _background_may_begin(self, now_s: float) -> bool:
        turn, since_s = self._background[0]
        return self._rule.begin(turn, now_s - since_s, bool(self._clients), now_s)

    def _wait_s(self, left_s: float | None) -> float | None:
        """How long to wait for a change; the rule changes without one."""
        if not self._background:
            return left_s
        return _RULE_CHECK_S if left_s is None else min(left_s, _RULE_CHECK_S)
