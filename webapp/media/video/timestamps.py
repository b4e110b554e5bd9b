"""Repairs the times of a video's frames, so that they rise."""

from typing import Final

LEAST_STEP_S: Final = 0.0005
"""Between two frames: half a frame at 1000 frames a second, and still many ticks of the written file's clock."""

CLOCK_RESET_S: Final = 1.0
"""A time this much before the last one means that the clock was reset, as in concatenated recordings."""

LONGEST_GAP_S: Final = 3600.0
"""A longer gap is a broken time, not a pause; an MP4's 32 bits for a frame's duration hold 13 hours."""


class FrameTimestamps:
    """The times of frames in seconds since the first, strictly rising.

    A time that rises is kept. A frame without a time follows the one before by the usual step. So does the first one
    after a reset of the clock (back by CLOCK_RESET_S or ahead by LONGEST_GAP_S), and the frames after it keep their
    distances. A frame less than LEAST_STEP_S after the one before comes LEAST_STEP_S after it.
    """

    def __init__(self, usual_step_s: float) -> None:
        self._usual_step_s = max(usual_step_s, LEAST_STEP_S)
        self._start_s: float | None = None  # the file's time that counts as 0
        self._last_s: float | None = None

    def next(self, file_time_s: float | None) -> float:
        """Return the time of the next frame. file_time_s: the file's time for it, if there is one."""
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
