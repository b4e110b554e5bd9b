"""Times that rise, whatever a file says."""

from typing import Final

LEAST_STEP_S: Final = 0.0005
"""Between two frames; half of what 1000 frames a second have, and many ticks of what is written."""

CLOCK_RESET_S: Final = 1.0
"""A frame this much before the one before it comes from a clock that began anew (recordings put one behind the other)."""

LONGEST_GAP_S: Final = 3600.0
"""A longer one is a broken time, not a pause; an MP4's 32 bits for a frame's duration hold 13 hours."""


class FrameTimestamps:
    """Seconds since the first frame, strictly rising.

    The rule: a time that rises is kept. A frame without a time follows the one before by the usual step, as does one
    after the clock was reset (back by CLOCK_RESET_S or ahead by LONGEST_GAP_S), and those behind it keep their
    distances. A frame that is not later than the one before, or less than LEAST_STEP_S, comes LEAST_STEP_S after it.
    """

    def __init__(self, usual_step_s: float) -> None:
        self._usual_step_s = max(usual_step_s, LEAST_STEP_S)
        self._start_s: float | None = None  # the file's time at which ours is 0
        self._last_s: float | None = None

    def next(self, file_time_s: float | None) -> float:
        """The time of the next frame, of which the file says file_time_s (None: nothing)."""
        self._last_s = (
            self._first(file_time_s) if self._last_s is None else self._after(self._last_s, file_time_s)
        )
        return self._last_s

    def _first(self, file_time_s: float | None) -> float:
        self._start_s = file_time_s
        return 0.0

    def _after(self, last_s: float, file_time_s: float | None) -> float:
        expected_s = last_s + self._usual_step_s
        if file_time_s is None:
            return expected_s
        if self._start_s is None or self._was_reset(file_time_s - self._start_s, last_s):
            self._start_s = file_time_s - expected_s
            return expected_s
        return max(file_time_s - self._start_s, last_s + LEAST_STEP_S)

    @staticmethod
    def _was_reset(time_s: float, last_s: float) -> bool:
        return not last_s - CLOCK_RESET_S < time_s < last_s + LONGEST_GAP_S
