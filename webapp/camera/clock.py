"""The camera's time as the tracker sees it: it never goes back, also where a page was reloaded with a new clock."""

from typing import Final

_GAP_S: Final = 0.1
"""Seconds that pass, for the tracker, between the last frame of one clock and the first of the next."""


class CameraClock:
    def __init__(self) -> None:
        self._shift_s = 0.0
        self._last_s = 0.0
        self._may_be_another = False

    def may_start_anew(self) -> None:
        """The next frame may come from another clock."""
        self._may_be_another = True

    def time_s(self, t_ms: float) -> float:
        """The tracker's time of a frame, from the camera's."""
        time_s = t_ms / 1000 + self._shift_s
        if self._may_be_another and time_s <= self._last_s:
            self._shift_s += self._last_s + _GAP_S - time_s
            time_s = t_ms / 1000 + self._shift_s
        self._may_be_another = False
        self._last_s = time_s
        return time_s
