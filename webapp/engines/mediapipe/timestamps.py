"""The camera's clock as MediaPipe wants it: whole milliseconds that rise with every frame."""

from typing import Final

LONGEST_PAUSE_S: Final = 3600.0
"""A camera that was away for longer starts anew; also keeps a clock that leaps from overflowing MediaPipe's."""


class FrameClock:
    """One landmarker's time, which begins at 0 with its first frame."""

    def __init__(self, first_time_s: float) -> None:
        self._first_s = first_time_s
        self._latest_s = first_time_s
        self._latest_ms = -1

    def goes_on_at(self, time_s: float) -> bool:
        """Whether a frame of that time can follow; where not, the camera's clock was set anew."""
        return 0 <= time_s - self._latest_s <= LONGEST_PAUSE_S

    def next_ms(self, time_s: float) -> int:
        """The milliseconds to give to MediaPipe with the frame: the camera's, or one more than the last frame's."""
        self._latest_s = time_s
        self._latest_ms = max(round((time_s - self._first_s) * 1000), self._latest_ms + 1)
        return self._latest_ms
