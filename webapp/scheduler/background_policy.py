"""Decides when an offline frame (of an uploaded picture or video) may have a worker without slowing live clients.

Two frames in work at the same time slow each other, though each has a core: they share caches, memory and often the
core itself. So while somebody streams, offline frames get the gaps between live ones; where there are no gaps, one goes
beside or before live frames after it has waited for a while (docs/decisions/0017).
"""

from collections.abc import Hashable
from threading import Lock
from typing import Final

from webapp.scheduler.arrival_estimator import ArrivalEstimator

MAX_WAIT_S: Final = 1.0
"""Seconds after which an offline frame goes before waiting clients, and then one in this time at most. So under full
load a video advances by a frame a second instead of standing still until its time is up, and the clients lose about
1 % of a worker to it."""

MAX_WAIT_FOR_GAP_S: Final = 0.1
"""Seconds after which an offline frame goes beside a client's frame. A camera whose frames leave gaps, as those of most
do, does not meet it; beside one that leaves none, a video still advances by ten frames a second."""

_DURATION_WEIGHT: Final = 0.2
"""EWMA weight of the newest offline frame in the mean time that offline frames take."""


class BackgroundPolicy:
    """Shared by all queues of a pool. Thread-safe."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._lock = Lock()  # guards all below
        self._offline_in_work: list[tuple[object, float]] = []  # and when each began
        self._live_in_work = 0
        self._arrivals = ArrivalEstimator()
        self._last_begun_s = float("-inf")
        self._mean_duration_s = 0.0

    def note_live_frame(self, client: Hashable, now_s: float) -> None:
        """Note that a live client has a new frame."""
        with self._lock:
            self._arrivals.note(client, now_s)

    def begin_live(self) -> None:
        """Count a live frame as in work until its `end`."""
        with self._lock:
            self._live_in_work += 1

    def begin_offline(self, source: object, waited_s: float, clients_wait: bool, now_s: float) -> bool:
        """Return whether an offline frame may begin; if so, count it as in work until its `end`."""
        with self._lock:
            if not self._may_begin(waited_s, clients_wait, now_s):
                return False
            self._offline_in_work.append((source, now_s))
            self._last_begun_s = now_s
            return True

    def end(self, source: object, now_s: float) -> bool:
        """Count a frame as no longer in work; return whether it was an offline one."""
        with self._lock:
            for place, (one, begun_s) in enumerate(self._offline_in_work):
                # Once only: a frame that is tried again may have begun anew before its first end.
                if one is source:
                    del self._offline_in_work[place]
                    self._mean_duration_s += (now_s - begun_s - self._mean_duration_s) * _DURATION_WEIGHT
                    return True
            self._live_in_work -= 1
            return False

    def _may_begin(self, waited_s: float, clients_wait: bool, now_s: float) -> bool:
        is_streaming = self._arrivals.is_anybody_streaming(now_s)
        # While somebody streams, one worker is kept free of offline frames, if there are two.
        most = max(1, self._workers - 1) if is_streaming else self._workers
        if len(self._offline_in_work) >= most:
            return False
        if clients_wait:
            return waited_s >= MAX_WAIT_S and now_s - self._last_begun_s >= MAX_WAIT_S
        if waited_s >= MAX_WAIT_FOR_GAP_S or not is_streaming:
            return True
        is_gap = len(self._offline_in_work) + self._live_in_work < most
        return is_gap and not self._arrivals.is_due(now_s, self._mean_duration_s)
