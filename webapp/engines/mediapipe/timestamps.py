"""Converts the camera's clock to MediaPipe's timestamps: whole milliseconds that rise with every frame."""

from typing import Final

MAX_PAUSE_S: Final = 3600.0
"""After a longer pause a new landmarker starts; the limit also keeps a leaping clock from overflowing MediaPipe's."""


class Timestamps:
    """The timestamps of one landmarker, which start at 0 with its first frame."""

    def __init__(self, first_time_s: float) -> None:
        self._first_s = first_time_s
        self._latest_s = first_time_s
        self._latest_ms = -1

    def accepts(self, time_s: float) -> bool:
        """Return whether a frame of that time can follow; if not, the camera's clock was reset."""
        return 0 <= time_s - self._latest_s <= MAX_PAUSE_S

    def next_ms(self, time_s: float) -> int:
        """Return the frame's timestamp: the camera's milliseconds, but at least one more than the last frame's."""
        self._latest_s = time_s
        self._latest_ms = max(round((time_s - self._first_s) * 1000), self._latest_ms + 1)
        return self._latest_ms
