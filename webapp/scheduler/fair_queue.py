"""The queue of those that want a worker: live clients round robin, and behind them frames of pictures and videos.

A live client stands in the queue at most once and goes to its end again after each frame, so a fast client gets no more
of the workers than a slow one while both want them. Offline frames (of uploaded pictures and videos) stand in a second
queue, from which one is taken only when no client waits and the background policy lets it begin.
"""

import time
from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import Final, Generic, Protocol, TypeVar

from webapp.protocol.pose_request import PoseRequest, WorkerReply
from webapp.scheduler.background_policy import BackgroundPolicy

T = TypeVar("T")
Clock = Callable[[], float]

_POLICY_CHECK_S: Final = 0.02
"""Seconds between looks whether the background policy, which time alone may change, now lets an offline frame begin."""


class FrameSource(Protocol):
    """What stands in the queue: a live client's session (webapp/camera/session.py) or an offline frame.

    A dispatcher's thread calls `next_request` and, where that gave a request, then `deliver` or `fail`.
    """

    def next_request(self, now_s: float) -> PoseRequest | None:
        """Return what the worker should do now; None where there is nothing to do any more."""

    def deliver(self, reply: WorkerReply, now_s: float) -> None:
        """Take the worker's reply."""

    def fail(self, code: str, message: str) -> None:
        """Take note that the worker was lost with the frame."""

    def drop_overdue(self, now_s: float) -> None:
        """Drop a frame that has waited for too long. The place in the queue stays; `next_request` may then give None."""


class QueueClosedError(Exception):
    """The queue is closed for good."""


class FairQueue(Generic[T]):
    """Thread-safe: clients put, dispatchers take."""

    def __init__(self, background: BackgroundPolicy | None = None, clock: Clock = time.monotonic) -> None:
        """background: shared by all queues of a pool."""
        self._live: deque[T] = deque()
        self._offline: deque[tuple[T, float]] = deque()  # with the time since when each waits
        self._policy = background or BackgroundPolicy(1)
        self._clock = clock
        self._changed = Condition()
        self._closed = False

    def put(self, source: T) -> None:
        """Let a live client with a new frame stand at the end."""
        self._policy.note_live_frame(source, self._clock())
        with self._changed:
            self._live.append(source)
            self._changed.notify()

    def put_offline(self, source: T) -> None:
        """Let an offline frame stand at the end of the second queue."""
        with self._changed:
            self._offline.append((source, self._clock()))
            self._changed.notify()

    def put_back(self, source: T) -> None:
        """Put at the front again what was taken but could not be served."""
        with self._changed:
            if self._policy.end(source, self._clock()):
                self._offline.appendleft((source, self._clock()))
            else:
                self._live.appendleft(source)
            self._changed.notify()

    def done(self, source: T) -> None:
        """Note that what was taken has been served; an offline frame may begin now."""
        self._policy.end(source, self._clock())
        with self._changed:
            if self._offline:
                self._changed.notify()

    def take(self, within_s: float | None = None) -> T | None:
        """Return who is to be served next, or None if nobody came within the time. Raises QueueClosedError."""
        until_s = None if within_s is None else self._clock() + within_s
        with self._changed:
            while True:
                if self._closed:
                    raise QueueClosedError
                source = self._next()
                left_s = None if until_s is None else until_s - self._clock()
                if source is not None or (left_s is not None and left_s <= 0):
                    return source
                self._changed.wait(self._wait_s(left_s))

    def live(self) -> list[T]:
        """Return the live clients that wait, the next one first."""
        with self._changed:
            return list(self._live)

    def close(self) -> None:
        """Wake everyone who waits in `take`, for good."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        """Return how many live clients wait."""
        return len(self._live)

    def _next(self) -> T | None:
        if self._offline and self._offline_may_begin(self._clock()):
            return self._offline.popleft()[0]
        if not self._live:
            return None
        self._policy.begin_live()
        return self._live.popleft()

    def _offline_may_begin(self, now_s: float) -> bool:
        source, since_s = self._offline[0]
        return self._policy.begin_offline(source, now_s - since_s, bool(self._live), now_s)

    def _wait_s(self, left_s: float | None) -> float | None:
        """How long to wait for a change; the policy changes without one."""
        if not self._offline:
            return left_s
        return _POLICY_CHECK_S if left_s is None else min(left_s, _POLICY_CHECK_S)
