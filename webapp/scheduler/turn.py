"""Whoever wants a worker for a frame: a live client (webapp/camera/session.py) or a recorded frame (webapp/scheduler/offline_frame.py)."""

from typing import Protocol

from webapp.workers.channel import TrackRequest, WorkerReply


class Turn(Protocol):
    """A worker's thread calls `begin`, and if that gave a request, then `deliver` or `fail`."""

    def begin(self, now_s: float) -> TrackRequest | None:
        """What the worker should do now; None where there is nothing to do any more."""

    def deliver(self, reply: WorkerReply, now_s: float) -> None:
        """What the worker found."""

    def fail(self, code: str, message: str) -> None:
        """The worker had the frame and is no more."""

    def drop_overdue(self, now_s: float) -> None:
        """Give up what waits if it has waited too long; the turn stays, and `begin` may then give None."""
