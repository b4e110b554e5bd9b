"""The pool of pose workers: starts them, gives each a dispatcher, and hands out the queues that dispatchers serve.

All dispatchers share one queue. Only where an engine keeps its tracker's state in the worker has each worker a queue of
its own, and a client stays with its queue.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Final

from webapp.protocol.pose_request import WorkerReady
from webapp.scheduler.background_policy import BackgroundPolicy
from webapp.scheduler.dispatcher import Dispatcher
from webapp.scheduler.fair_queue import FairQueue, FrameSource
from webapp.scheduler.worker_supply import Worker, WorkerSupply, wait_ready_or_end
from webapp.workers.pose_process import WorkerStartError

log = logging.getLogger("posecast.workers")

_OVERDUE_CHECK_S: Final = 0.25
"""Seconds between looks at the waiting frames, all of which may wait in vain: for workers that start, hang, or load."""

_LAST_ANSWER_S: Final = 2.0
"""Seconds that a dispatcher has, when its worker was ended with a frame, to answer that frame. It takes a few
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
    """Thread-safe."""

    def __init__(self, count: int, launch: Callable[[], Worker]) -> None:
        """launch: starts one worker; raises WorkerStartError where it cannot."""
        self._count = count
        self._launch = launch
        self._supply = WorkerSupply(launch)
        self._stopping = Event()
        self._dispatchers: list[Dispatcher] = []
        self._queues: dict[FairQueue[FrameSource], int] = {}  # and how many clients each has
        self._queues_lock = Lock()

    def start(self) -> None:
        """Start all workers and wait until each is ready or has failed. Raises NoWorkerError if all failed."""
        launched = [self._launched() for _ in range(self._count)]
        started = [self._started(worker) for worker in launched]
        ready = [start for start in started if not isinstance(start, WorkerStartError)]
        if not ready:
            raise NoWorkerError(f"no pose worker could start: {started[0]}")
        queue_count = self._count if any(greeting.keeps_state for _, greeting in ready) else 1
        background = BackgroundPolicy(self._count)
        queues: list[FairQueue[FrameSource]] = [FairQueue(background) for _ in range(queue_count)]
        self._queues = dict.fromkeys(queues, 0)
        for index, start in enumerate(started):
            worker = None if isinstance(start, WorkerStartError) else start[0]
            dispatcher = Dispatcher(worker, self._supply, queues[index % queue_count], self._stopping)
            self._dispatchers.append(dispatcher)
            dispatcher.start()
        self._supply.start(has_failed=len(ready) < self._count)
        Thread(target=self._drop_overdue, name="overdue", daemon=True).start()

    def assign_queue(self) -> FairQueue[FrameSource]:
        """Return the queue for a new client: the one with the fewest clients."""
        with self._queues_lock:
            queue = min(self._queues, key=self._queues.__getitem__)
            self._queues[queue] += 1
            return queue

    def release_queue(self, queue: FairQueue[FrameSource]) -> None:
        """Count a client of this queue as gone."""
        with self._queues_lock:
            self._queues[queue] -= 1

    def counts(self) -> WorkerCounts:
        return WorkerCounts(
            configured=self._count,
            ready=sum(dispatcher.worker is not None for dispatcher in self._dispatchers),
            busy=sum(dispatcher.busy for dispatcher in self._dispatchers),
            replaced=sum(dispatcher.replaced for dispatcher in self._dispatchers),
        )

    def stop(self, within_s: float) -> None:
        """Let the frames in work be answered, within the time, and end all workers."""
        self._stopping.set()
        self._supply.stop()
        for queue in self._queues:
            queue.close()
        deadline_s = time.monotonic() + within_s
        for dispatcher in self._dispatchers:
            dispatcher.join(max(0.0, deadline_s - time.monotonic()))
        for dispatcher in self._dispatchers:
            worker = dispatcher.worker
            if worker is not None:
                worker.end()
                dispatcher.join(_LAST_ANSWER_S)

    def _drop_overdue(self) -> None:
        """Tell clients whose frames wait in vain: they may wait for the answer before they send again."""
        while not self._stopping.wait(_OVERDUE_CHECK_S):
            is_without_worker = all(dispatcher.worker is None for dispatcher in self._dispatchers)
            retry_s = self._supply.ready_in_s() if is_without_worker else None
            for source in [source for queue in self._queues for source in queue.live()]:
                try:
                    source.drop_overdue(time.monotonic(), retry_s)
                except Exception:
                    log.exception("a client could not be told that its frame waited too long")

    def _launched(self) -> Worker | WorkerStartError:
        try:
            return self._launch()
        except WorkerStartError as error:
            return error

    def _started(self, launched: Worker | WorkerStartError) -> tuple[Worker, WorkerReady] | WorkerStartError:
        """Return the worker and what it said when it was ready, or the reason why it is not."""
        try:
            if isinstance(launched, WorkerStartError):
                raise launched
            greeting = wait_ready_or_end(launched)
        except WorkerStartError as error:
            log.warning("a worker could not start: %s", error)
            return error
        log.info("worker %d started", launched.pid)
        return launched, greeting
