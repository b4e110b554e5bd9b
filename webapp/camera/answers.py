"""The answers to a camera's frames: one of `pose`, `dropped`, `problem` for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol

from webapp.camera.frame import QueuedFrame
from webapp.protocol.pose_request import PoseReply
from webapp.protocol.wire import Dropped, DropReason, Event, Message, Pose, Problem, ProblemCode

MAX_UNREPORTED: Final = 8
"""Replaced frames of which the client is not yet told; while a worker loads a model, its next answer is seconds away."""

_STOPPING: Final = "the server is stopping; connect again in a moment"

_BREAKS_WORKERS: Final = (
    "the frames of this client made the server's workers hang or crash again and again;"
    " choose another camera or file, and connect again"
)


class Client(Protocol):
    """The other end of a session: whoever sends its frames and gets its answers."""

    def send(self, messages: Iterable[Message]) -> None:
        """Send events, in one write where the transport can. Must neither block nor raise."""


@dataclass
class Counts:
    """How many frames came, and what they were answered with."""

    frames: int = 0
    poses: int = 0
    dropped: int = 0
    problems: int = 0


class Answers:
    """Makes a session's answers, sends them to its client while that is connected, and counts them. Thread-safe.

    That a newer frame replaced a waiting one is told together with the next answer: under three times the load most
    answers are that, and each alone costs as much as a pose (docs/decisions/0018).
    """

    def __init__(self, client: Client) -> None:
        self.counts = Counts()
        self._client: Client | None = client
        self._replaced: list[int] = []  # seqs of which the client is not yet told
        self._lock = Lock()  # guards the two above

    def connect(self, client: Client) -> None:
        """Send further answers to this client."""
        with self._lock:
            self._client = client

    def disconnect(self) -> None:
        """Send nothing more until `connect`; what is untold stays so."""
        with self._lock:
            self._client = None
            self._replaced = []

    def pose(self, frame: QueuedFrame, reply: PoseReply, now_s: float) -> Pose:
        """Answer a frame with the pose that a worker found, and return it as sent."""
        pose = _pose(frame, reply, now_s)
        self.counts.poses += 1
        self._send((Event.POSE, pose))
        return pose

    def dropped(self, seq: int, reason: DropReason, retry_s: float | None = None) -> None:
        """Answer a frame that gets no pose. retry_s: in how many seconds a worker should be ready; None where one is."""
        self.counts.dropped += 1
        self._send(_dropped(seq, reason, retry_s))

    def replaced(self, seq: int) -> None:
        """Note that a newer frame took this one's place; the next answer tells the client."""
        with self._lock:
            if self._client is None:
                return
            self._replaced.append(seq)
            too_many = len(self._replaced) > MAX_UNREPORTED
        if too_many:
            self._send()

    def problem(self, problem: Problem) -> None:
        self.counts.problems += 1
        self._send((Event.PROBLEM, problem))

    def stopping(self, seq: int | None) -> None:
        """Answer a frame, or without a seq tell the client, that the server is stopping."""
        self.problem(stopping_problem(seq))

    def _send(self, *messages: Message) -> None:
        """Send messages, and with them which frames were replaced."""
        with self._lock:
            client = self._client
            replaced, self._replaced = self._replaced, []
        self.counts.dropped += len(replaced)
        together = [*messages, *(_dropped(seq, DropReason.NEWER_FRAME) for seq in replaced)]
        # Nothing is left where another thread has just told all of it; an empty packet would end a client's polling.
        if together and client is not None:
            client.send(together)


def stopping_problem(seq: int | None) -> Problem:
    return {"seq": seq, "code": str(ProblemCode.SERVER_STOPPING), "message": _STOPPING}


def breaks_workers_problem(seq: int | None) -> Problem:
    return {"seq": seq, "code": str(ProblemCode.BREAKS_WORKERS), "message": _BREAKS_WORKERS}


def _dropped(seq: int, reason: DropReason, retry_s: float | None = None) -> Message:
    dropped: Dropped = {"seq": seq, "reason": str(reason)}
    if retry_s is not None:
        dropped["retry_ms"] = round(retry_s * 1000)
    return Event.DROPPED, dropped


def _pose(frame: QueuedFrame, reply: PoseReply, now_s: float) -> Pose:
    return {
        "seq": frame.frame.seq,
        "t": frame.frame.t,
        "size": reply.size,
        "people": reply.people,
        "ms": {
            "queue": (frame.begun_s - frame.received_s) * 1000,
            "decode": reply.ms.decode,
            "detect": reply.ms.detect,
            "landmarks": reply.ms.landmarks,
            "total": (now_s - frame.received_s) * 1000,
        },
    }
