"""A camera's frame on the server: when it came, and whether it continues the frames before it."""

from dataclasses import dataclass

from webapp.protocol.message_error import MessageError
from webapp.protocol.wire import Frame, ProblemCode


@dataclass(frozen=True)
class QueuedFrame:
    """A frame between its receipt and its answer, with its times in seconds."""

    frame: Frame
    received_s: float
    tracker_time_s: float
    """When the camera took it, on the clock that the tracker sees (webapp/camera/clock.py)."""
    begun_s: float = 0.0
    """When a worker took it up."""


class FrameOrder:
    """Checks that frames come in order: `seq` and `t` rise. Not thread-safe."""

    def __init__(self) -> None:
        self.last_seq = -1
        self._last_t = -1.0

    def allow_new_clock(self) -> None:
        """Let the next frame have any `t`: a page that was reloaded has a new clock."""
        self._last_t = -1.0

    def accept(self, frame: Frame) -> None:
        """Take a frame as the newest so far.

        Raises MessageError for one that is out of order. It then changes nothing, so its seq may come again.
        """
        if frame.seq <= self.last_seq:
            raise MessageError(
                ProblemCode.STALE_SEQ,
                f"seq must rise: {frame.seq} came after {self.last_seq}; number the frames 0, 1, 2, …",
                frame.seq,
            )
        if frame.t <= self._last_t:
            raise MessageError(
                ProblemCode.BAD_MESSAGE,
                f"t must rise: {frame.t:g} ms came after {self._last_t:g} ms; send the camera's clock, or connect anew",
                frame.seq,
            )
        self.last_seq, self._last_t = frame.seq, frame.t
