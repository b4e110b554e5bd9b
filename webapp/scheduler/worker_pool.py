"""The pose workers: starts them, feeds each from its ready queue, watches them, and replaces the lost.

One thread a worker takes whose turn it is, has the frame worked on, and hands the answer back. All workers share one
queue; only where an engine keeps its state in the worker has each worker a queue (lane) of its own.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Final, Protocol

from webapp.protocol.wire import ProblemCode
from webapp.scheduler.background_policy import BackgroundRule
from webapp.scheduler.fair_queue import QueueClosedError, ReadyQueue
from webapp.scheduler.turn import Turn
from webapp.workers.channel import TrackRequest, WorkerReady, WorkerReply
from webapp.workers.pose_process import WorkerHungError, WorkerStartError

log = logging.getLogger("posecast.workers")

_LIFE_CHECK_S: Final = 1.0
"""Seconds between looks at an idle worker, so that one that dies idle is replaced before a frame needs it."""

_FIRST_DELAY_S: Final = 0.5
_LONGEST_DELAY_S: Final = 30.0
"""A worker that cannot start is tried again after the first delay, then twice as long each time, up to the longest."""

_OVERDUE_CHECK_S: Final = 0.25
"""Seconds between looks at the waiting frames, all of which may wait in vain: for workers that start, hang, or load."""

_LAST_ANSWER_S: Final = 2.0
"""Seconds that a worker's thread has, when its worker was ended with a frame, to answer that frame. It takes a few
milliseconds; on a machine that is busy otherwise 0.2 s were too few."""

_REPLACED: Final = "it is being replaced, and the next frame goes on from the one before"


class Worker(Protocol):
    """What the pool needs of a worker; webapp.workers.pose_process has the real one."""

    @property
    def pid(self) -> int: ...
    def wait_ready(self) -> WorkerReady: ...
    def track(self, request: TrackRequest) -> WorkerReply: ...
    def is_alive(self) -> bool: ...
    def end(self) -> None: ...


class NoWorkerError(Exception):
    """Not one worker could start; the message says why."""


@dataclass(frozen=True)
class WorkerCounts:
    configured: int
    ready: int
    busy: int
    replaced: int


def restart_delay_s(failed_starts: int) -> float:
    """Seconds to wait before the next start, after so many that failed in a row."""
    if failed_starts == 0:
        return 0.0
    return min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2.0 ** min(failed_starts - 1, 10))


class Feeder:
    """One worker's place in the pool, and the thread that feeds whichever worker has that place."""

    def __init__(
        self, worker: Worker | None, launch: Callable[[], Worker], lane: ReadyQueue[Turn], stopping: Event
    ) -> None:
        self.worker = worker
        self.busy = False
        self.replaced = 0
        self._launch = launch
        self._lane = lane
        self._stopping = stopping
        self._failed_starts = 0 if worker else 1
        self._thread = Thread(target=self._run, name="feeder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self, within_s: float) -> None:
        self._thread.join(within_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except QueueClosedError:
                return
            except Exception:
                log.exception("feeding a worker failed")
                self._stopping.wait(
                    _FIRST_DELAY_S
                )  # whatever it was must not fill the log, nor block the others

    def _turn(self) -> None:
        """Do the one thing that is next: get a worker, or serve a client, or look whether the worker lives."""
        if self.worker is None:
            self._replace()
            return
        turn = self._lane.take(_LIFE_CHECK_S)
        if not self.worker.is_alive():
            if turn is not None:
                self._lane.put_back(turn)
            self._lose("ended while it was idle")
        elif turn is not None:
            try:
                self._serve(turn, self.worker)
            finally:
                self._lane.end(turn)

    def _serve(self, turn: Turn, worker: Worker) -> None:
        request = turn.begin(time.monotonic())
        if request is None:
            return
        self.busy = True
        try:
            reply = worker.track(request)
        except Exception as error:  # whatever it was, the two ends may have lost step
            self._lose(str(error))
            turn.fail(*self._reason(error))
        else:
            turn.deliver(reply, time.monotonic())
        finally:
            self.busy = False

    def _reason(self, error: Exception) -> tuple[ProblemCode, str]:
        if self._stopping.is_set():
            return ProblemCode.SERVER_STOPPING, "the server stopped before this frame was done"
        if isinstance(error, WorkerHungError):
            return ProblemCode.WORKER_HUNG, f"the worker that had this frame hung; {_REPLACED}"
        return ProblemCode.WORKER_LOST, f"the worker that had this frame was lost; {_REPLACED}"

    def _lose(self, how: str) -> None:
        worker, self.worker = self.worker, None
        if worker is None:
            return
        if not self._stopping.is_set():
            log.warning("worker %d lost: it %s", worker.pid, how)
        worker.end()

    def _replace(self) -> None:
        if self._stopping.wait(restart_delay_s(self._failed_starts)):
            return
        try:
            worker = self._launch()
            _greeting(worker)
        except WorkerStartError as error:
            self._failed_starts += 1
            again_s = restart_delay_s(self._failed_starts)
            log.warning("a worker could not start: %s; next try in %g s", error, again_s)
            return
        self._failed_starts = 0
        self.worker = worker
        self.replaced += 1
        log.info("worker %d started in place of the lost one", worker.pid)


class WorkerPool:
    def __init__(self, count: int, launch: Callable[[], Worker]) -> None:
        self._count = count
        self._launch = launch
        self._stopping = Event()
        self._feeders: list[Feeder] = []
        self._lanes: dict[ReadyQueue[Turn], int] = {}  # and how many clients each has
        self._lanes_lock = Lock()

    def start(self) -> None:
        """Start all workers and wait until each is ready or has failed. Raises NoWorkerError if all failed."""
        launched = [self._launched() for _ in range(self._count)]
        started = [self._started(worker) for worker in launched]
        ready = [start for start in started if not isinstance(start, WorkerStartError)]
        if not ready:
            raise NoWorkerError(f"no pose worker could start: {started[0]}")
        lane_count = self._count if any(greeting["keeps_state"] for _, greeting in ready) else 1
        background = BackgroundRule(self._count)
        lanes: list[ReadyQueue[Turn]] = [ReadyQueue(background) for _ in range(lane_count)]
        self._lanes = dict.fromkeys(lanes, 0)
        for index, start in enumerate(started):
            living = None if isinstance(start, WorkerStartError) else start[0]
            feeder = Feeder(living, self._launch, lanes[index % lane_count], self._stopping)
            self._feeders.append(feeder)
            feeder.start()
        Thread(target=self._drop_overdue, name="overdue", daemon=True).start()

    def enter_lane(self) -> ReadyQueue[Turn]:
        """The queue for a new client: the one with the fewest clients."""
        with self._lanes_lock:
            lane = min(self._lanes, key=self._lanes.__getitem__)
            self._lanes[lane] += 1
            return lane

    def leave_lane(self, lane: ReadyQueue[Turn]) -> None:
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


def _greeting(worker: Worker) -> WorkerReady:
    """What the worker says when it is ready. Raises WorkerStartError; whatever it raises, then the worker is no more."""
    try:
        return worker.wait_ready()
    except BaseException:
        worker.end()
        raise
