"""How far a video is, and how it is ended before its end."""

from collections.abc import Callable
from dataclasses import dataclass


class CancelledError(Exception):
    """Whoever had asked for the video did not want it any more. Nothing was left behind."""


@dataclass(frozen=True)
class Progress:
    frames_done: int  # in which people have been looked for
    frames_total: int | None  # the file's claim; None where it says nothing
    share: float | None  # of all the work, 0..1; None where nobody knows


OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


def not_watched(_progress: Progress) -> None:
    """An OnProgress for whoever does not care."""


def never() -> bool:
    """An IsCancelled."""
    return False
