"""Shows a video's progress: on a terminal in one line that is rewritten, else in a new line now and then."""

from typing import Final, TextIO

from webapp.media.progress import Progress

TERMINAL_EVERY_S: Final = 0.1
LOG_EVERY_S: Final = 15.0
SPEED_AFTER_S: Final = 1.0
"""Before that no speed is shown: it is mostly that of the first frame, which takes much longer."""
_BAR: Final = 24
_ERASE: Final = "\r\x1b[K"  # erases the line


class ProgressBar:
    """Writes to a stream. Times are monotonic seconds."""

    def __init__(self, stream: TextIO, started_s: float, *, is_terminal: bool) -> None:
        self._stream = stream
        self._is_terminal = is_terminal
        self._started_s = started_s
        self._shown_s = started_s

    def show(self, progress: Progress, now_s: float) -> None:
        """Show the progress, unless some was shown a moment ago."""
        if now_s - self._shown_s < (TERMINAL_EVERY_S if self._is_terminal else LOG_EVERY_S):
            return
        self._shown_s = now_s
        text = progress_text(progress, now_s - self._started_s)
        self._stream.write(f"{_ERASE}{text}" if self._is_terminal else f"{text}\n")
        self._stream.flush()

    def erase(self) -> None:
        """Erase the line on a terminal."""
        if self._is_terminal:
            self._stream.write(_ERASE)
            self._stream.flush()


def progress_text(progress: Progress, elapsed_s: float) -> str:
    """Return a text such as `[######------------------]  25 %  70 of 281 frames  91 frames/s  2 s left`."""
    parts = []
    if progress.share is not None:
        done = int(progress.share * _BAR)
        parts.append(f"[{'#' * done}{'-' * (_BAR - done)}] {progress.share:4.0%}".replace("%", " %"))
    total = f" of {progress.frames_total}" if progress.frames_total else ""
    parts.append(f"{progress.frames_done}{total} frames")
    if elapsed_s >= SPEED_AFTER_S:
        parts.append(f"{progress.frames_done / elapsed_s:.0f} frames/s")
    if progress.share and elapsed_s >= SPEED_AFTER_S:
        parts.append(f"{_duration(elapsed_s * (1 - progress.share) / progress.share)} left")
    return "  ".join(parts)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
