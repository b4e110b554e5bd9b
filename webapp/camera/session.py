"""One client: its settings, its tracker's state, the frame that waits and the frame in work.

Every frame received is answered exactly once, with `pose`, `dropped` or `problem`. At most one frame is in work and
one waits; so poses go out in the order of their frames. That a frame gave way to a newer one is said together with the
client's next answer: under three times the load most answers are that, and each alone costs as much as a pose. A client's
own thread calls `receive`, a worker's thread `begin` and then `deliver` or `fail`. A session outlives a lost connection:
`lose_connection` and `resume` change nothing but where answers go.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from threading import Lock
from typing import Any, Final

from webapp.camera.clock import CameraClock
from webapp.camera.latest import Latest
from webapp.camera.token_bucket import TokenBucket
from webapp.pose.engine import NO_STATE, TrackerOptions
from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.pose_request import JpegRequest, PoseReply, WorkerReply
from webapp.protocol.validation import Frame, parse_frame, parse_settings, readable_seq
from webapp.protocol.wire import Dropped, DropReason, Event, Message, Pose, Problem, ProblemCode
from webapp.scheduler.fair_queue import FairQueue, FrameSource

Answer = Callable[[Iterable[Message]], None]
"""Sends events to the client, together; must neither block nor raise."""

OnPose = Callable[[Pose, bytes, float], None]
"""Is told of every pose, of its JPEG and of the time; must neither block nor raise."""

_MOST_UNSAID: Final = 8
"""Dropped frames of which the client is not yet told; while a worker loads a model, its next answer is seconds away."""

STOPPING: Final = "the server is stopping; connect again in a moment"


@dataclass(frozen=True)
class ReceivedFrame:
    frame: Frame
    received_s: float
    time_s: float  # of the camera's clock, as the tracker sees it
    begun_s: float = 0.0


@dataclass
class Counts:
    frames: int = 0
    poses: int = 0
    dropped: int = 0
    problems: int = 0


class Session:
    def __init__(
        self,
        answer: Answer,
        lane: FairQueue[FrameSource],
        options: TrackerOptions,
        now_s: float,
        on_pose: OnPose | None = None,
    ) -> None:
        self.on_pose = on_pose
        self.options = options
        self.lane = lane
        self.counts = Counts()
        self._answer = answer
        self.log_lines = TokenBucket(limits.LOG_LINES_A_SECOND, limits.LOG_BURST, now_s)
        self._rate = TokenBucket(limits.FRAMES_A_SECOND, limits.FRAME_BURST, now_s)
        self._lock = Lock()  # guards all below
        self._newest: Latest[ReceivedFrame] = Latest()
        self._displaced: list[int] = []  # by a newer frame, and not yet said
        self._in_work: ReceivedFrame | None = None
        self._has_turn = False  # stands in the ready queue, or is in work
        self._closed = False
        self._stopping = False
        self._state = NO_STATE
        self._last_seq = -1
        self._last_t = -1.0
        self._clock = CameraClock()

    def receive(self, arguments: tuple[object, ...], now_s: float) -> None:
        """Take in a `frame` message, or answer why not."""
        self.counts.frames += 1
        try:
            parsed = parse_frame(arguments)
            # A connection that was lost may still hand in a frame while the next one resumes.
            with self._lock:
                frame = self._accept(parsed)
        except MessageError as error:
            self._send_problem(error.problem())
            return
        if self._rate.allows(now_s):
            self._let_wait(ReceivedFrame(frame, now_s, self._clock.time_s(frame.t)))
        else:
            self._send_dropped(frame.seq, DropReason.RATE)

    def change_settings(self, arguments: tuple[object, ...]) -> dict[str, Any]:
        """Follow a `settings` message; gives what changed. Raises MessageError, and then nothing did."""
        before = asdict(self.options)
        self.options = parse_settings(arguments, self.options)
        return {name: value for name, value in asdict(self.options).items() if value != before[name]}

    def refuse(self, arguments: tuple[object, ...], code: ProblemCode, message: str) -> None:
        """Answer a message that is not taken in."""
        self._send_problem({"seq": readable_seq(arguments), "code": str(code), "message": message})

    def begin(self, now_s: float) -> JpegRequest | None:
        """What the worker should do now; None where the frame that stood for this turn is of no use any more."""
        with self._lock:
            frame = self._newest.take()
            self._in_work = frame and replace(frame, begun_s=now_s)
            state = self._state
        if frame is None:
            self._end_turn()
            return None
        if _is_overdue(frame, now_s):
            try:
                self._send_dropped(frame.frame.seq, DropReason.OVERLOAD)
            finally:
                self._end_turn()
            return None
        return {
            "jpeg": frame.frame.jpeg,
            "state": state,
            "time_s": frame.time_s,
            "options": vars(self.options),
        }

    def drop_overdue(self, now_s: float) -> None:
        """Drop the frame that waits if it has waited too long. The turn stays, for a newer one."""
        with self._lock:  # a newer frame may take the place between a look and a take
            frame = self._newest.look()
            if frame is None or not _is_overdue(frame, now_s):
                return
            self._newest.take()
        self._send_dropped(frame.frame.seq, DropReason.OVERLOAD)

    def deliver(self, reply: WorkerReply, now_s: float) -> None:
        """Answer the frame in work with what the worker found."""
        if reply["kind"] == "problem":
            self.fail(reply["code"], reply["message"])
            return
        with self._lock:
            self._state = reply["state"]
            in_work = self._in_work
        try:
            if in_work is not None:
                self.counts.poses += 1
                pose = _pose(in_work, reply, now_s)
                self._send((Event.POSE, pose))
                if self.on_pose is not None:
                    self.on_pose(pose, in_work.frame.jpeg, now_s)
        finally:
            self._end_turn()

    def fail(self, code: str, message: str) -> None:
        """Answer the frame in work with a problem; the tracker's state stays that of the frame before."""
        in_work = self._in_work
        try:
            if in_work is not None:
                self._send_problem({"seq": in_work.frame.seq, "code": code, "message": message})
        finally:
            self._end_turn()

    def stop(self) -> None:
        """Answer what waits, and take nothing in any more: the server is stopping."""
        with self._lock:
            self._stopping = True
            waiting = self._newest.take()
        if waiting is not None:
            self._send_problem(_stopping_problem(waiting.frame.seq))

    def say_that_the_server_stops(self) -> None:
        self._send_problem(_stopping_problem(None))

    def lose_connection(self) -> None:
        """Send nothing more, for now or for good; what waits is of no use, what is in work goes on."""
        with self._lock:
            self._closed = True
            self._displaced = []
            self._newest.take()

    def resume(self, answer: Answer) -> None:
        """Go on over another connection: same state, and seq rises on. A page that was reloaded has a new clock."""
        with self._lock:
            self._answer = answer
            self._closed = False
            self._last_t = -1.0
            self._clock.may_start_anew()

    @property
    def last_seq(self) -> int:
        """The seq of the newest frame taken in, -1 before the first."""
        return self._last_seq

    def drop_waiting(self) -> None:
        """Answer the frame that waits: another client is the camera now."""
        with self._lock:
            waiting = self._newest.take()
        if waiting is not None:
            self._send_dropped(waiting.frame.seq, DropReason.NEWER_FRAME)

    def _accept(self, frame: Frame) -> Frame:
        """The frame, if it continues the ones before. One refused changes nothing, so its seq may come again."""
        if frame.seq <= self._last_seq:
            raise MessageError(
                ProblemCode.STALE_SEQ,
                f"seq must rise: {frame.seq} came after {self._last_seq}; number the frames 0, 1, 2, …",
                frame.seq,
            )
        if frame.t <= self._last_t:
            raise MessageError(
                ProblemCode.BAD_MESSAGE,
                f"t must rise: {frame.t:g} ms came after {self._last_t:g} ms; send the camera's clock, or connect anew",
                frame.seq,
            )
        self._last_seq, self._last_t = frame.seq, frame.t
        return frame

    def _let_wait(self, frame: ReceivedFrame) -> None:
        with self._lock:
            refused = self._stopping
            displaced = None if refused else self._newest.put(frame)
            if displaced is not None:
                self._displaced.append(displaced.frame.seq)
            too_many = len(self._displaced) > _MOST_UNSAID
            needs_turn = not refused and not self._has_turn
            self._has_turn = self._has_turn or needs_turn
        if refused:
            self._send_problem(_stopping_problem(frame.frame.seq))
        if too_many:
            self._send()
        if needs_turn:
            self.lane.put(self)

    def _end_turn(self) -> None:
        with self._lock:
            self._in_work = None
            self._has_turn = bool(self._newest)
            goes_on = self._has_turn
        if goes_on:
            self.lane.put(self)

    def _send_dropped(self, seq: int, reason: DropReason) -> None:
        self.counts.dropped += 1
        self._send(_dropped(seq, reason))

    def _send_problem(self, problem: Problem) -> None:
        self.counts.problems += 1
        self._send((Event.PROBLEM, problem))

    def _send(self, *messages: Message) -> None:
        """Say it, and with it which frames have given way to newer ones."""
        with self._lock:
            displaced, self._displaced = self._displaced, []
        self.counts.dropped += len(displaced)
        said = [*messages, *(_dropped(seq, DropReason.NEWER_FRAME) for seq in displaced)]
        if said and not self._closed:  # another thread may have said all of it just now
            self._answer(said)


def _is_overdue(frame: ReceivedFrame, now_s: float) -> bool:
    """Whether the frame's pose would be of no use any more."""
    return now_s - frame.received_s > limits.FRAME_WAIT_S


def _dropped(seq: int, reason: DropReason) -> Message:
    dropped: Dropped = {"seq": seq, "reason": str(reason)}
    return Event.DROPPED, dropped


def _stopping_problem(seq: int | None) -> Problem:
    return {"seq": seq, "code": str(ProblemCode.SERVER_STOPPING), "message": STOPPING}


def _pose(in_work: ReceivedFrame, reply: PoseReply, now_s: float) -> Pose:
    worker_ms = reply["ms"]
    return {
        "seq": in_work.frame.seq,
        "t": in_work.frame.t,
        "size": reply["size"],
        "people": reply["people"],
        "ms": {
            "queue": (in_work.begun_s - in_work.received_s) * 1000,
            "decode": worker_ms["decode"],
            "detect": worker_ms["detect"],
            "landmarks": worker_ms["landmarks"],
            "total": (now_s - in_work.received_s) * 1000,
        },
    }
