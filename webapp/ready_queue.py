"""Whose turn it is: clients with a waiting frame, served round robin.

A client stands in the queue at most once, and goes to its end again after each frame; so a fast client gets no
more turns than a slow one while both want them.
"""

from collections import deque
from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class QueueClosedError(Exception):
    """Nobody will be served from this queue any more."""


class ReadyQueue(Generic[T]):
    def __init__(self) -> None:
        self._clients: deque[T] = deque()
        self._changed = Condition()
        self._closed = False

    def put(self, client: T) -> None:
        """Let a client stand at the end of the queue."""
        with self._changed:
            self._clients.append(client)
            self._changed.notify()

    def put_back(self, client: T) -> None:
        """Give a client its turn back, when the one who took it could not serve it."""
        with self._changed:
            self._clients.appendleft(client)
            self._changed.notify()

    def take(self, within_s: float | None = None) -> T | None:
        """The client whose turn it is, or None if nobody came within the time. Raises QueueClosedError."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._clients, within_s)
            if self._closed:
                raise QueueClosedError
            return self._clients.popleft() if self._clients else None

    def close(self) -> None:
        """Wake everyone who waits in `take`, for good."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        return len(self._clients)
