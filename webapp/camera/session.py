"""One client that sends frames: its settings, its tracker's state, the frame that waits and the frame in work.

At most one frame is in work and one waits, so poses go out in the order of their frames. The client's own thread calls
`receive`; a dispatcher's thread calls `next_request` and then `deliver` or `fail`. A session outlives a lost
connection: `disconnect` and `resume` change nothing but where its answers go.
"""

from dataclasses import asdict, replace
from threading import Lock
from typing import Any, Protocol

from webapp.camera.answers import Answers, Client, Counts, breaks_workers_problem
from webapp.camera.clock import CameraClock
from webapp.camera.frame import FrameOrder, QueuedFrame
from webapp.pose.engine import NO_STATE, TrackerOptions
from webapp.protocol import limits
from webapp.protocol.latest import Latest
from webapp.protocol.message_error import MessageError
from webapp.protocol.pose_request import JpegRequest, ProblemReply, WorkerReply
from webapp.protocol.token_bucket import TokenBucket
from webapp.protocol.validation import parse_frame, parse_settings, readable_seq
from webapp.protocol.wire import DropReason, Pose, ProblemCode
from webapp.scheduler.fair_queue import FairQueue, FrameSource


class PoseListener(Protocol):
    """Whoever wants every pose of a session, such as its room."""

    def on_pose(self, pose: Pose, jpeg: bytes, now_s: float) -> None:
        """Take a pose and the frame's JPEG. Must neither block nor raise."""


class Session(FrameSource):
    """Answers every frame that it receives exactly once. Thread-safe."""

    def __init__(
        self,
        client: Client,
        queue: FairQueue[FrameSource],
        options: TrackerOptions,
        now_s: float,
        listener: PoseListener | None = None,
    ) -> None:
        self.options = options
        self.queue = queue
        self.breaks_workers = False  # its frames have made too many workers hang or crash
        self.log_lines = TokenBucket(limits.LOG_LINES_A_SECOND, limits.LOG_BURST, now_s)
        self._answers = Answers(client)
        self._listener = listener
        self._rate = TokenBucket(limits.FRAMES_A_SECOND, limits.FRAME_BURST, now_s)
        self._worker_losses = TokenBucket(limits.BROKEN_WORKERS_A_SECOND, limits.BROKEN_WORKERS, now_s)
        self._clock = CameraClock()
        self._lock = Lock()  # guards all below
        self._order = FrameOrder()
        self._waiting: Latest[QueuedFrame] = Latest()
        self._in_work: QueuedFrame | None = None
        self._is_queued = False  # stands in the queue, or is in work
        self._stopping = False
        self._state = NO_STATE

    @property
    def counts(self) -> Counts:
        return self._answers.counts

    @property
    def last_seq(self) -> int:
        """The seq of the newest frame accepted, -1 before the first."""
        return self._order.last_seq

    def receive(self, arguments: tuple[object, ...], now_s: float) -> None:
        """Queue the frame of a `frame` message, or answer why not."""
        self.counts.frames += 1
        try:
            frame = parse_frame(arguments)
            # A connection that was lost may still hand in a frame while the next one resumes.
            with self._lock:
                self._order.accept(frame)
        except MessageError as error:
            self._answers.problem(error.problem())
            return
        if self.breaks_workers:
            self._answers.problem(breaks_workers_problem(frame.seq))
        elif self._rate.allows(now_s):
            self._enqueue(QueuedFrame(frame, now_s, self._clock.time_s(frame.t)))
        else:
            self._answers.dropped(frame.seq, DropReason.RATE)

    def change_settings(self, arguments: tuple[object, ...]) -> dict[str, Any]:
        """Follow a `settings` message; return what changed. Raises MessageError, and then nothing did."""
        before = asdict(self.options)
        self.options = parse_settings(arguments, self.options)
        return {name: value for name, value in asdict(self.options).items() if value != before[name]}

    def refuse(self, arguments: tuple[object, ...], code: ProblemCode, message: str) -> None:
        """Answer a message that the client may not send."""
        self._answers.problem({"seq": readable_seq(arguments), "code": str(code), "message": message})

    def next_request(self, now_s: float) -> JpegRequest | None:
        """Take the waiting frame into work; None where it was dropped meanwhile or waited for too long."""
        with self._lock:
            frame = self._waiting.take()
            self._in_work = frame and replace(frame, begun_s=now_s)
            state = self._state
        if frame is None:
            self._end_work()
            return None
        if _is_overdue(frame, now_s):
            try:
                self._answers.dropped(frame.frame.seq, DropReason.OVERLOAD)
            finally:
                self._end_work()
            return None
        return JpegRequest(
            jpeg=frame.frame.jpeg, state=state, time_s=frame.tracker_time_s, options=self.options
        )

    def drop_overdue(self, now_s: float, retry_s: float | None) -> None:
        """Drop the frame that waits if it has waited for too long. The place in the queue stays, for a newer one."""
        with self._lock:  # a newer frame may come between peek and take
            frame = self._waiting.peek()
            if frame is None or not _is_overdue(frame, now_s):
                return
            self._waiting.take()
        self._answers.dropped(frame.frame.seq, DropReason.OVERLOAD, retry_s)

    def deliver(self, reply: WorkerReply, now_s: float) -> None:
        """Answer the frame in work with the worker's reply."""
        if isinstance(reply, ProblemReply):
            self.fail(reply.code, reply.message)
            return
        with self._lock:
            self._state = reply.state
            frame = self._in_work
        try:
            if frame is not None:
                pose = self._answers.pose(frame, reply, now_s)
                if self._listener is not None:
                    self._listener.on_pose(pose, frame.frame.jpeg, now_s)
        finally:
            self._end_work()

    def fail(self, code: str, message: str) -> None:
        """Answer the frame in work with a problem; the tracker's state stays that of the frame before."""
        frame = self._in_work
        try:
            if frame is not None:
                self._answers.problem({"seq": frame.frame.seq, "code": code, "message": message})
        finally:
            self._end_work()

    def note_broken_worker(self, now_s: float) -> None:
        """Count a worker that hung or crashed with a frame of this client."""
        if not self._worker_losses.allows(now_s):
            self.breaks_workers = True

    def stop(self) -> None:
        """Answer the frame that waits, and accept no further one: the server is stopping."""
        with self._lock:
            self._stopping = True
            frame = self._waiting.take()
        if frame is not None:
            self._answers.stopping(frame.frame.seq)

    def announce_stop(self) -> None:
        """Tell the client that the server is stopping."""
        self._answers.stopping(None)

    def disconnect(self) -> None:
        """Send nothing more, for now or for good. The frame that waits is dropped; the one in work goes on."""
        with self._lock:
            self._answers.disconnect()
            self._waiting.take()

    def resume(self, client: Client) -> None:
        """Go on over another connection, with the same tracker state; seq rises on."""
        with self._lock:
            self._answers.connect(client)
            self.breaks_workers = False  # the next one that breaks ends it again
            self._order.allow_new_clock()
            self._clock.allow_new_clock()

    def drop_waiting(self) -> None:
        """Drop the frame that waits: another client is the camera now."""
        with self._lock:
            frame = self._waiting.take()
        if frame is not None:
            self._answers.dropped(frame.frame.seq, DropReason.NEWER_FRAME)

    def _enqueue(self, frame: QueuedFrame) -> None:
        with self._lock:
            refused = self._stopping
            replaced = None if refused else self._waiting.put(frame)
            must_queue = not refused and not self._is_queued
            self._is_queued = self._is_queued or must_queue
        if refused:
            self._answers.stopping(frame.frame.seq)
        if replaced is not None:
            self._answers.replaced(replaced.frame.seq)
        if must_queue:
            self.queue.put(self)

    def _end_work(self) -> None:
        with self._lock:
            self._in_work = None
            self._is_queued = bool(self._waiting)
            must_queue = self._is_queued
        if must_queue:
            self.queue.put(self)


def _is_overdue(frame: QueuedFrame, now_s: float) -> bool:
    """Whether the frame's pose would be of no use any more."""
    return now_s - frame.received_s > limits.FRAME_WAIT_S
