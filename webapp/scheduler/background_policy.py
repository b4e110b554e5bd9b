"""When a frame of a recorded picture or video may have a worker: behind the live clients, whom it must not slow.

Two frames in work at the same time slow each other, though each has a core: they share caches, memory and often the
core itself. So while somebody streams, a recorded frame has the gaps between live ones, and where there are none it
goes beside or before them after a patience (docs/decisions/0017).
"""

from collections.abc import Hashable
from threading import Lock
from typing import Final

from webapp.scheduler.arrival_estimator import ArrivalEstimator

PATIENCE_S: Final = 1.0
"""Seconds after which a background turn goes before waiting clients, and then one in this time at most. So under full
load a video advances by a frame a second instead of standing still until its time is up, and the clients lose about
1 % of a worker to it."""

PATIENCE_BESIDE_S: Final = 0.1
"""Seconds after which a background turn goes beside a client's frame. A camera whose frames leave gaps, as those of most
do, does not meet it; beside one that does not, a video still advances by ten frames a second."""

_NEWS_SHARE: Final = 0.2
"""Of the newest turn in the mean length of turns."""


class BackgroundPolicy:
    """Shared by all queues of a pool. For several threads."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._lock = Lock()  # guards all below
        self._in_work: list[tuple[object, float]] = []  # turns of the background, and when they began
        self._clients_in_work = 0
        self._rhythm = ArrivalEstimator()
        self._begun_s = float("-inf")
        self._usual_s = 0.0  # that a background turn takes

    def note_client(self, client: Hashable, now_s: float) -> None:
        """A live client wants a turn."""
        with self._lock:
            self._rhythm.note(client, now_s)

    def begin_client(self) -> None:
        """A live client's turn begins, and counts as in work until its `end`."""
        with self._lock:
            self._clients_in_work += 1

    def begin(self, turn: object, waited_s: float, clients_wait: bool, now_s: float) -> bool:
        """Whether the background's turn may begin, which then counts as in work until its `end`."""
        with self._lock:
            if not self._may_begin(waited_s, clients_wait, now_s):
                return False
            self._in_work.append((turn, now_s))
            self._begun_s = now_s
            return True

    def end(self, turn: object, now_s: float) -> bool:
        """A turn is over; whether it was one of the background."""
        with self._lock:
            for place, (one, begun_s) in enumerate(self._in_work):
                # Once only: a turn that is tried again may have begun anew before its first end.
                if one is turn:
                    del self._in_work[place]
                    self._usual_s += (now_s - begun_s - self._usual_s) * _NEWS_SHARE
                    return True
            self._clients_in_work -= 1
            return False

    def _may_begin(self, waited_s: float, clients_wait: bool, now_s: float) -> bool:
        is_streaming = self._rhythm.is_anybody_streaming(now_s)
        # One worker is kept free for whoever streams, if there are two.
        most = max(1, self._workers - 1) if is_streaming else self._workers
        if len(self._in_work) >= most:
            return False
        if clients_wait:
            return waited_s >= PATIENCE_S and now_s - self._begun_s >= PATIENCE_S
        if waited_s >= PATIENCE_BESIDE_S or not is_streaming:
            return True
        is_gap = len(self._in_work) + self._clients_in_work < most
        return is_gap and not self._rhythm.is_due(now_s, self._usual_s)
