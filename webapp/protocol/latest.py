"""Newest wins: one slot in which a newer value replaces the waiting one. static/js/protocol has the same class."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Holds the newest value that waits to be taken. Not thread-safe: its owner's lock guards it."""

    def __init__(self) -> None:
        self._waiting: T | None = None

    def put(self, value: T) -> T | None:
        """Put a value into the slot; return the value that it replaced, if one waited."""
        replaced, self._waiting = self._waiting, value
        return replaced

    def take(self) -> T | None:
        """Take the waiting value out."""
        value, self._waiting = self._waiting, None
        return value

    def peek(self) -> T | None:
        """Return the waiting value and leave it in."""
        return self._waiting

    def __bool__(self) -> bool:
        return self._waiting is not None
