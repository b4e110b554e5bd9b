"""One frame of an uploaded picture or video, which waits behind the live clients for a worker."""

from threading import Event
from typing import Final

from webapp.protocol.pose_request import PixelsRequest, PoseRequest, ProblemReply, WorkerReply
from webapp.protocol.wire import ProblemCode
from webapp.scheduler.fair_queue import FairQueue, FrameSource

_TRIES: Final = 2
"""A worker may be lost by chance, for want of memory for instance; a frame that takes two workers with it is the cause."""

_WORKER_LOST: Final = (ProblemCode.WORKER_LOST, ProblemCode.WORKER_HUNG)


class OfflineFrame(FrameSource):
    """Its owner's thread calls `pose`, which waits; a dispatcher's thread calls the rest."""

    def __init__(self, queue: FairQueue[FrameSource], request: PixelsRequest) -> None:
        self._queue = queue
        self._request = request
        self._tries_left = _TRIES
        self._given_up = False
        self._reply: WorkerReply | None = None
        self._answered = Event()

    def pose(self, within_s: float) -> WorkerReply:
        """Queue the frame and return the worker's reply. Raises TimeoutError where none came in time."""
        self._queue.put_offline(self)
        try:
            if not self._answered.wait(within_s) or self._reply is None:
                raise TimeoutError(f"no pose worker had time for a frame within {within_s:g} s")
            return self._reply
        finally:
            self._given_up = True

    def give_up(self) -> None:
        """Want no reply any more; whoever waits in `pose` gets TimeoutError at once."""
        self._given_up = True
        self._answered.set()

    def next_request(self, now_s: float) -> PoseRequest | None:  # noqa: ARG002 - a FrameSource's
        return None if self._given_up else self._request

    def deliver(self, reply: WorkerReply, now_s: float) -> None:  # noqa: ARG002 - a FrameSource's
        self._reply = reply
        self._answered.set()

    def fail(self, code: str, message: str) -> None:
        """Try once more: the state is still that of the frame before."""
        self._tries_left -= 1
        if code in _WORKER_LOST and self._tries_left and not self._given_up:
            self._queue.put_offline(self)
            return
        self._reply = ProblemReply(code, message)
        self._answered.set()

    def note_broken_worker(self, now_s: float) -> None:
        """Do nothing: a frame that takes _TRIES workers with it is given up in any case."""

    def drop_overdue(self, now_s: float, retry_s: float | None) -> None:
        """Wait on: `pose` has the limit."""
