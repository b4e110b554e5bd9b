"""One slot for the frame that waits: a newer one takes its place. This is the whole drop rule."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Not thread-safe: its session's lock guards it."""

    def __init__(self) -> None:
        self._waiting: T | None = None

    def put(self, frame: T) -> T | None:
        """Let a frame wait; gives the older frame that it displaced, if one waited."""
        displaced, self._waiting = self._waiting, frame
        return displaced

    def take(self) -> T | None:
        """The waiting frame, which then waits no more."""
        frame, self._waiting = self._waiting, None
        return frame

    def look(self) -> T | None:
        """The waiting frame, which goes on waiting."""
        return self._waiting

    def __bool__(self) -> bool:
        return self._waiting is not None
