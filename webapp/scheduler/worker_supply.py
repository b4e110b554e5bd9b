"""Starts the workers that replace lost ones, and keeps one ready beyond those in use.

So a lost worker costs its own frame and no wait. Starts that fail are tried again more and more seldom; starts that take
much longer than others did are left to themselves, and another worker is started beside them.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from typing import Final, Protocol

from webapp.protocol.pose_request import PoseRequest, WorkerReady, WorkerReply
from webapp.workers.pose_process import WorkerStartError

log = logging.getLogger("posecast.workers")

SPARES: Final = 1
"""Workers kept ready beyond those in use. One takes the memory of a worker and no processor time while it waits."""

_FIRST_DELAY_S: Final = 0.5
_LONGEST_DELAY_S: Final = 30.0
"""After a start that failed, the next comes after the first delay, then twice as long each time, up to the longest."""

_LEAST_START_S: Final = 0.5
"""Seconds that a start is expected to take at least."""

_SLOW_START_FACTOR: Final = 4.0
_SLOW_START_S: Final = 5.0
"""A start counts as slow after so many times the longest one that succeeded, but not before so many seconds: a machine
under load takes two to three times as long as an idle one."""

_MOST_STARTING: Final = 4
"""Starts at once, slow ones included: each takes a processor for a second, and a hanging one its memory."""


class Worker(Protocol):
    """What the scheduler needs of a worker; webapp/workers/pose_process.py has the real one."""

    @property
    def pid(self) -> int: ...
    def wait_ready(self) -> WorkerReady: ...
    def track(self, request: PoseRequest) -> WorkerReply: ...
    def is_alive(self) -> bool: ...
    def end(self) -> None: ...


class WorkerSupply:
    """Thread-safe: dispatchers take, one thread a start waits until its worker is ready."""

    def __init__(self, launch: Callable[[], Worker], clock: Callable[[], float] = time.monotonic) -> None:
        """launch: starts one worker; raises WorkerStartError where it cannot."""
        self._launch = launch
        self._clock = clock
        self._changed = Condition()  # guards all below
        self._ready: deque[Worker] = deque()
        self._starting: dict[int, float] = {}  # start number → since when
        self._starts = 0
        self._unready: dict[int, Worker] = {}  # the workers that are starting
        self._wanted = 0  # dispatchers that wait for a worker
        self._failed_starts = 0
        self._next_start_s = 0.0
        self._longest_start_s = 0.0
        self._stopping = False
        self._thread = Thread(target=self._run, name="worker supply", daemon=True)

    def start(self, has_failed: bool = False) -> None:
        """Begin to start workers. has_failed: whether a start has failed just now, so that the next one waits."""
        if has_failed:
            self._note_failure()
        self._thread.start()

    def take(self, within_s: float) -> Worker | None:
        """Return a worker that is ready, or None where there is none within the time."""
        until_s = self._clock() + within_s
        with self._changed:
            self._wanted += 1
            self._changed.notify_all()
            try:
                while not self._stopping:
                    worker = self._next_ready()
                    left_s = until_s - self._clock()
                    if worker is not None or left_s <= 0:
                        return worker
                    self._changed.wait(left_s)
                return None
            finally:
                self._wanted -= 1
                self._changed.notify_all()

    def ready_in_s(self) -> float:
        """Estimate in how many seconds the next worker is ready: when its start begins, and as long as the longest took."""
        with self._changed:
            now_s = self._clock()
            start_s = max(self._longest_start_s, _LEAST_START_S)
            begun_s = min(self._starting.values(), default=max(now_s, self._next_start_s))
            return max(_LEAST_START_S, begun_s + start_s - now_s)

    def stop(self) -> None:
        """Start no more, and end the workers that nobody has taken."""
        with self._changed:
            self._stopping = True
            left = [*self._ready, *self._unready.values()]
            self._ready.clear()
            self._changed.notify_all()
        for worker in left:
            worker.end()

    def _next_ready(self) -> Worker | None:
        self._drop_dead()
        return self._ready.popleft() if self._ready else None

    def _run(self) -> None:
        with self._changed:
            while not self._stopping:
                self._changed.wait(self._wait_s())
                self._drop_dead()
                while not self._stopping and self._must_start():
                    number, self._starts = self._starts, self._starts + 1
                    self._starting[number] = self._clock()
                    Thread(target=self._start_one, args=(number,), name="worker start", daemon=True).start()

    def _drop_dead(self) -> None:
        """Forget spares that have ended, so that others are started."""
        for worker in [one for one in self._ready if not one.is_alive()]:
            log.warning("worker %d lost: it ended before it was needed", worker.pid)
            worker.end()
            self._ready.remove(worker)

    def _must_start(self) -> bool:
        now_s = self._clock()
        if now_s < self._next_start_s or len(self._starting) >= _MOST_STARTING:
            return False
        slow_s = max(_SLOW_START_S, _SLOW_START_FACTOR * self._longest_start_s)
        expected = sum(now_s - since_s < slow_s for since_s in self._starting.values())
        return len(self._ready) + expected < self._wanted + SPARES

    def _wait_s(self) -> float:
        """Seconds until time alone may ask for a start: after a failure, or because a start has become slow."""
        return max(0.05, min(1.0, self._next_start_s - self._clock()))

    def _start_one(self, number: int) -> None:
        began_s = self._clock()
        try:
            worker = self._launch()
        except WorkerStartError as error:
            self._failed(number, error)
            return
        with self._changed:
            is_wanted = not self._stopping
            if is_wanted:
                self._unready[number] = worker
        if not is_wanted:  # `stop` came while it was launched, and knows nothing of it
            worker.end()
            return
        try:
            worker.wait_ready()
        except Exception as error:  # whatever it was, this worker is of no use
            worker.end()
            self._failed(number, error)
            return
        with self._changed:
            self._unready.pop(number)
            self._starting.pop(number)
            self._failed_starts = 0
            self._longest_start_s = max(self._longest_start_s, self._clock() - began_s)
            if not self._stopping:
                self._ready.append(worker)
                self._changed.notify_all()
                return
        worker.end()

    def _failed(self, number: int, error: Exception) -> None:
        with self._changed:
            self._unready.pop(number, None)
            self._starting.pop(number)
            if self._stopping:
                return
            delay_s = self._note_failure()
            self._changed.notify_all()
        log.warning("a worker could not start: %s; next try in %g s", error, delay_s)

    def _note_failure(self) -> float:
        self._failed_starts += 1
        delay_s = restart_delay_s(self._failed_starts)
        self._next_start_s = self._clock() + delay_s
        return delay_s


def restart_delay_s(failed_starts: int) -> float:
    """Return the seconds to wait before the next start, after so many that failed in a row."""
    if failed_starts == 0:
        return 0.0
    return min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2.0 ** min(failed_starts - 1, 10))


def wait_ready_or_end(worker: Worker) -> WorkerReady:
    """Return what a worker says when it is ready. Whatever is raised, such as WorkerStartError, the worker is ended."""
    try:
        return worker.wait_ready()
    except BaseException:
        worker.end()
        raise
