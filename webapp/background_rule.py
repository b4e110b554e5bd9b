"""When a frame of a recorded picture or video may have a worker: behind the live clients, whom it must not slow."""

from threading import Lock
from typing import Final

STREAMING_S: Final = 1.0
"""Seconds since the last live frame within which somebody counts as streaming; the slowest useful camera sends one a
second."""

PATIENCE_S: Final = 1.0
"""Seconds after which a background turn goes before waiting clients, and then one in this time at most. So under full
load a video advances by a frame a second instead of standing still until its time is up, and the clients lose about
1 % of a worker to it."""


class BackgroundRule:
    """Shared by all queues of a pool. For several threads."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._lock = Lock()  # guards all below
        self._in_work: list[object] = []
        self._streamed_s = float("-inf")
        self._begun_s = float("-inf")

    def note_client(self, now_s: float) -> None:
        """A live client wants a turn."""
        self._streamed_s = now_s

    def places(self, now_s: float) -> int:
        """How many background turns may be in work: one worker is kept free for whoever streams, if there are two."""
        is_streaming = now_s - self._streamed_s < STREAMING_S
        return max(1, self._workers - 1) if is_streaming else self._workers

    def begin(self, turn: object, waited_s: float, clients_wait: bool, now_s: float) -> bool:
        """Whether the turn may begin, which then counts as in work until its `end`."""
        with self._lock:
            if len(self._in_work) >= self.places(now_s):
                return False
            if clients_wait and not (waited_s >= PATIENCE_S and now_s - self._begun_s >= PATIENCE_S):
                return False
            self._in_work.append(turn)
            self._begun_s = now_s
            return True

    def end(self, turn: object) -> bool:
        """A turn is over; whether it was one of the background."""
        with self._lock:
            for place, one in enumerate(self._in_work):
                if (
                    one is turn
                ):  # once only: a turn that is tried again may have begun anew before its first end
                    del self._in_work[place]
                    return True
            return False
