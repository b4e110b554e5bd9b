"""Estimates when the next frame of the live clients is due: cameras send at a steady pace, so their last frames tell."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

STREAMING_S: Final = 1.0
"""Seconds since a client's last frame within which it counts as streaming; the slowest useful camera sends one a
second."""

_INTERVAL_WEIGHT: Final = 0.2
"""EWMA weight of the newest interval in a client's mean interval. Higher follows a change of pace sooner, lower is less
disturbed by jitter."""

_LATE_SHARE: Final = 0.25
"""Share of the mean interval for which a frame that is late is still waited for."""


@dataclass(slots=True)
class _Pace:
    last_s: float
    interval_s: float  # mean


class ArrivalEstimator:
    """Not thread-safe: its owner's lock guards it."""

    def __init__(self) -> None:
        self._paces: dict[Hashable, _Pace] = {}

    def note(self, client: Hashable, now_s: float) -> None:
        """Note that a frame of the client has come."""
        pace = self._paces.get(client)
        if pace is None or now_s - pace.last_s >= STREAMING_S:
            self._forget_silent(now_s)
            self._paces[client] = _Pace(now_s, STREAMING_S)
            return
        interval_s = now_s - pace.last_s
        is_first_interval = pace.interval_s == STREAMING_S
        weight = 1.0 if is_first_interval else _INTERVAL_WEIGHT
        pace.interval_s += (interval_s - pace.interval_s) * weight
        pace.last_s = now_s

    def is_anybody_streaming(self, now_s: float) -> bool:
        return any(now_s - pace.last_s < STREAMING_S for pace in self._paces.values())

    def is_due(self, now_s: float, within_s: float) -> bool:
        """Return whether a frame is to be expected within that time."""
        return any(
            -_LATE_SHARE * pace.interval_s <= pace.last_s + pace.interval_s - now_s < within_s
            for pace in self._paces.values()
        )

    def _forget_silent(self, now_s: float) -> None:
        self._paces = {
            client: pace for client, pace in self._paces.items() if now_s - pace.last_s < STREAMING_S
        }
