"""One worker's place in the pool: takes frames from the queue to the worker, and replaces the worker when it is lost."""

import logging
import time
from threading import Event, Thread
from typing import Final

from webapp.protocol.wire import ProblemCode
from webapp.scheduler.fair_queue import FairQueue, FrameSource, QueueClosedError
from webapp.scheduler.worker_supply import Worker, WorkerSupply
from webapp.workers.pose_process import WorkerCrashedError, WorkerHungError

log = logging.getLogger("posecast.workers")

_LIFE_CHECK_S: Final = 1.0
"""Seconds between looks at an idle worker, so that one that dies idle is replaced before a frame needs it."""

_ERROR_PAUSE_S: Final = 0.5
"""Seconds after an unexpected error, so that it does not fill the log."""

_REPLACED: Final = "it is being replaced, and the next frame goes on from the one before"


class Dispatcher:
    """A thread that serves whoever is next in the queue with one worker, and with its successors."""

    def __init__(
        self,
        worker: Worker | None,
        supply: WorkerSupply,
        queue: FairQueue[FrameSource],
        stopping: Event,
    ) -> None:
        """worker: None where it could not start. supply: has the next one. stopping: set when the server stops."""
        self.worker = worker
        self.busy = False
        self.replaced = 0
        self._supply = supply
        self._queue = queue
        self._stopping = stopping
        self._thread = Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self, within_s: float) -> None:
        self._thread.join(within_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._step()
            except QueueClosedError:
                return
            except Exception:
                log.exception("a dispatcher failed")
                self._stopping.wait(_ERROR_PAUSE_S)

    def _step(self) -> None:
        """Do the one thing that is next: get a worker, or serve somebody, or look whether the worker lives."""
        if self.worker is None:
            self._replace()
            return
        source = self._queue.take(_LIFE_CHECK_S)
        if not self.worker.is_alive():
            if source is not None:
                self._queue.put_back(source)
            self._lose("ended while it was idle")
        elif source is not None:
            try:
                self._serve(source, self.worker)
            finally:
                self._queue.done(source)

    def _serve(self, source: FrameSource, worker: Worker) -> None:
        request = source.next_request(time.monotonic())
        if request is None:
            return
        self.busy = True
        try:
            reply = worker.track(request)
        except Exception as error:  # whatever it was, requests and replies may no longer belong together
            self._lose(str(error))
            if isinstance(error, WorkerHungError | WorkerCrashedError) and not self._stopping.is_set():
                source.note_broken_worker(time.monotonic())
            source.fail(*self._reason(error))
        else:
            source.deliver(reply, time.monotonic())
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
        worker = self._supply.take(_LIFE_CHECK_S)
        if worker is None:
            return
        self.worker = worker
        self.replaced += 1
        log.info("worker %d took the place of the lost one", worker.pid)
