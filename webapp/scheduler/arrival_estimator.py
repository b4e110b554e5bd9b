"""When the next frame of the live clients is due: cameras send at a steady pace, so their last frames tell."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

STREAMING_S: Final = 1.0
"""Seconds since a client's last frame within which it counts as streaming; the slowest useful camera sends one a
second."""

_NEWS_SHARE: Final = 0.2
"""Of the newest interval in the mean: more follows a change of pace sooner, less follows chance less."""

_LATE_SHARE: Final = 0.25
"""Of an interval: how long a frame that is late is still waited for."""


@dataclass(slots=True)
class _Pace:
    last_s: float
    interval_s: float  # mean


class ArrivalEstimator:
    """For one thread at a time."""

    def __init__(self) -> None:
        self._paces: dict[Hashable, _Pace] = {}

    def note(self, client: Hashable, now_s: float) -> None:
        """A frame of the client has come."""
        pace = self._paces.get(client)
        if pace is None or now_s - pace.last_s >= STREAMING_S:
            self._forget_silent(now_s)
            self._paces[client] = _Pace(now_s, STREAMING_S)
            return
        interval_s = now_s - pace.last_s
        is_second = pace.interval_s == STREAMING_S
        pace.interval_s += (interval_s - pace.interval_s) * (1.0 if is_second else _NEWS_SHARE)
        pace.last_s = now_s

    def is_anybody_streaming(self, now_s: float) -> bool:
        return any(now_s - pace.last_s < STREAMING_S for pace in self._paces.values())

    def is_due(self, now_s: float, within_s: float) -> bool:
        """Whether a frame is to be expected within that time."""
        return any(
            -_LATE_SHARE * pace.interval_s <= pace.last_s + pace.interval_s - now_s < within_s
            for pace in self._paces.values()
        )

    def _forget_silent(self, now_s: float) -> None:
        self._paces = {
            client: pace for client, pace in self._paces.items() if now_s - pace.last_s < STREAMING_S
        }
