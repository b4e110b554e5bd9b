"""The queue of those that want a worker: live clients share the workers' time, and behind them wait offline frames.

Live clients are served by start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996): each has a start tag, the
worker time that it has used, and the least tag is served first. So a client whose frames take ten times as long gets a
tenth of the frames, not ten times the time; among equal clients it is round robin. A client stands in the queue at most
once. Offline frames (of uploaded pictures and videos) stand in a second queue, from which one is taken only when no
client waits and the background policy lets it begin.
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

_REMEMBERED: Final = 256
"""Clients whose tags are kept before those that are no longer ahead of the others are forgotten."""


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

    def note_broken_worker(self, now_s: float) -> None:
        """Take note that the frame is likely what made the worker hang or crash; `fail` follows."""

    def drop_overdue(self, now_s: float, retry_s: float | None) -> None:
        """Drop a frame that has waited for too long. The place in the queue stays; `next_request` may then give None.

        retry_s: seconds until a worker should be ready; None where one is.
        """


class QueueClosedError(Exception):
    """The queue is closed for good."""


class FairQueue(Generic[T]):
    """Thread-safe: clients put, dispatchers take."""

    def __init__(self, background: BackgroundPolicy | None = None, clock: Clock = time.monotonic) -> None:
        """background: shared by all queues of a pool."""
        self._live: dict[T, float] = {}  # in the order in which they came, with their start tags
        self._in_work: dict[T, tuple[float, float]] = {}  # live ones: start tag, and when each was taken
        self._finish: dict[T, float] = {}  # the tags from which those served lately go on
        self._virtual_s = 0.0  # the start tag of the one taken last
        self._offline: deque[tuple[T, float]] = deque()  # with the time since when each waits
        self._policy = background or BackgroundPolicy(1)
        self._clock = clock
        self._changed = Condition()
        self._closed = False

    def put(self, source: T) -> None:
        """Let a live client with a new frame stand at the end."""
        self._policy.note_live_frame(source, self._clock())
        with self._changed:
            # One that has paused gets no credit for the time in which it wanted nothing.
            self._live[source] = max(self._virtual_s, self._finish.get(source, 0.0))
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
                tag, _ = self._in_work.pop(source)
                self._live = {source: tag, **self._live}
            self._changed.notify()

    def done(self, source: T) -> None:
        """Note that what was taken has been served; an offline frame may begin now."""
        now_s = self._clock()
        self._policy.end(source, now_s)
        with self._changed:
            if source in self._in_work:
                self._charge(source, now_s)
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
        source = min(self._live, key=self._live.__getitem__)  # of equal tags the one that came first
        self._virtual_s = self._live.pop(source)
        self._in_work[source] = self._virtual_s, self._clock()
        self._policy.begin_live()
        return source

    def _charge(self, source: T, now_s: float) -> None:
        """Move a client's tag on by the worker time that it has just used."""
        tag, taken_s = self._in_work.pop(source)
        finish = tag + now_s - taken_s
        self._finish[source] = finish
        if source in self._live:  # it stands in the queue again already
            self._live[source] = max(self._live[source], finish)
        if not self._live and not self._in_work:  # idle: whoever comes next starts level with this one
            self._virtual_s = finish
        if len(self._finish) > _REMEMBERED:
            self._finish = {one: tag for one, tag in self._finish.items() if tag > self._virtual_s}

    def _offline_may_begin(self, now_s: float) -> bool:
        source, since_s = self._offline[0]
        return self._policy.begin_offline(source, now_s - since_s, bool(self._live), now_s)

    def _wait_s(self, left_s: float | None) -> float | None:
        """How long to wait for a change; the policy changes without one."""
        if not self._offline:
            return left_s
        return _POLICY_CHECK_S if left_s is None else min(left_s, _POLICY_CHECK_S)
