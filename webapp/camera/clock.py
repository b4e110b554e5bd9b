"""The camera's time as the tracker sees it: it never goes back, even where a reloaded page has a new clock."""

from typing import Final

_GAP_S: Final = 0.1
"""Seconds that pass, for the tracker, between the last frame of one clock and the first of the next."""


class CameraClock:
    """Turns the camera's timestamps into the tracker's time. Not thread-safe."""

    def __init__(self) -> None:
        self._shift_s = 0.0
        self._last_s = 0.0
        self._may_be_new = False

    def allow_new_clock(self) -> None:
        """Let the next frame come from another clock."""
        self._may_be_new = True

    def time_s(self, t_ms: float) -> float:
        """Return the tracker's time in seconds of a frame that the camera took at `t_ms`."""
        time_s = t_ms / 1000 + self._shift_s
        if self._may_be_new and time_s <= self._last_s:
            self._shift_s += self._last_s + _GAP_S - time_s
            time_s = t_ms / 1000 + self._shift_s
        self._may_be_new = False
        self._last_s = time_s
        return time_s
