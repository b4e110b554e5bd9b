"""The pose workers: starts them, feeds each from its ready queue, watches them, and replaces the lost.

One thread a worker takes whose turn it is, has the frame worked on, and hands the answer back. All workers share one
queue; only where an engine keeps its state in the worker has each worker a queue (lane) of its own.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Final

from webapp.protocol.pose_request import WorkerReady
from webapp.scheduler.background_policy import BackgroundPolicy
from webapp.scheduler.dispatcher import Dispatcher, Worker, _greeting, log
from webapp.scheduler.fair_queue import FairQueue, FrameSource
from webapp.workers.pose_process import WorkerStartError

_OVERDUE_CHECK_S: Final = 0.25
"""Seconds between looks at the waiting frames, all of which may wait in vain: for workers that start, hang, or load."""

_LAST_ANSWER_S: Final = 2.0
"""Seconds that a worker's thread has, when its worker was ended with a frame, to answer that frame. It takes a few
milliseconds; on a machine that is busy otherwise 0.2 s were too few."""


class NoWorkerError(Exception):
    """Not one worker could start; the message says why."""


@dataclass(frozen=True)
class WorkerCounts:
    configured: int
    ready: int
    busy: int
    replaced: int


class WorkerPool:
    def __init__(self, count: int, launch: Callable[[], Worker]) -> None:
        self._count = count
        self._launch = launch
        self._stopping = Event()
        self._feeders: list[Dispatcher] = []
        self._lanes: dict[FairQueue[FrameSource], int] = {}  # and how many clients each has
        self._lanes_lock = Lock()

    def start(self) -> None:
        """Start all workers and wait until each is ready or has failed. Raises NoWorkerError if all failed."""
        launched = [self._launched() for _ in range(self._count)]
        started = [self._started(worker) for worker in launched]
        ready = [start for start in started if not isinstance(start, WorkerStartError)]
        if not ready:
            raise NoWorkerError(f"no pose worker could start: {started[0]}")
        lane_count = self._count if any(greeting["keeps_state"] for _, greeting in ready) else 1
        background = BackgroundPolicy(self._count)
        lanes: list[FairQueue[FrameSource]] = [FairQueue(background) for _ in range(lane_count)]
        self._lanes = dict.fromkeys(lanes, 0)
        for index, start in enumerate(started):
            living = None if isinstance(start, WorkerStartError) else start[0]
            feeder = Dispatcher(living, self._launch, lanes[index % lane_count], self._stopping)
            self._feeders.append(feeder)
            feeder.start()
        Thread(target=self._drop_overdue, name="overdue", daemon=True).start()

    def enter_lane(self) -> FairQueue[FrameSource]:
        """The queue for a new client: the one with the fewest clients."""
        with self._lanes_lock:
            lane = min(self._lanes, key=self._lanes.__getitem__)
            self._lanes[lane] += 1
            return lane

    def leave_lane(self, lane: FairQueue[FrameSource]) -> None:
        with self._lanes_lock:
            self._lanes[lane] -= 1

    def counts(self) -> WorkerCounts:
        return WorkerCounts(
            configured=self._count,
            ready=sum(feeder.worker is not None for feeder in self._feeders),
            busy=sum(feeder.busy for feeder in self._feeders),
            replaced=sum(feeder.replaced for feeder in self._feeders),
        )

    def stop(self, within_s: float) -> None:
        """Let the frames in work be answered, within the time, and end all workers."""
        self._stopping.set()
        for lane in self._lanes:
            lane.close()
        deadline_s = time.monotonic() + within_s
        for feeder in self._feeders:
            feeder.join(max(0.0, deadline_s - time.monotonic()))
        for feeder in self._feeders:
            worker = feeder.worker
            if worker is not None:
                worker.end()
                feeder.join(_LAST_ANSWER_S)

    def _drop_overdue(self) -> None:
        """Tell clients whose frames wait in vain: they may wait for the answer before they send again."""
        while not self._stopping.wait(_OVERDUE_CHECK_S):
            for client in [client for lane in self._lanes for client in lane.clients()]:
                try:
                    client.drop_overdue(time.monotonic())
                except Exception:
                    log.exception("a client could not be told that its frame waited too long")

    def _launched(self) -> Worker | WorkerStartError:
        try:
            return self._launch()
        except WorkerStartError as error:
            return error

    def _started(self, launched: Worker | WorkerStartError) -> tuple[Worker, WorkerReady] | WorkerStartError:
        """The worker and what it says when it is ready, or the reason why it cannot be."""
        try:
            if isinstance(launched, WorkerStartError):
                raise launched
            greeting = _greeting(launched)
        except WorkerStartError as error:
            log.warning("a worker could not start: %s", error)
            return error
        log.info("worker %d started", launched.pid)
        return launched, greeting
