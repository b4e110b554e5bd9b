"""The progress of a video's processing, and its cancellation."""

from collections.abc import Callable
from dataclasses import dataclass


class CancelledError(Exception):
    """The processing was cancelled. No file is left behind."""


@dataclass(frozen=True)
class Progress:
    """How far the processing is."""

    frames_done: int  # frames in which people were looked for
    frames_total: int | None  # as the file says; None if it does not
    share: float | None  # of all the work, 0..1; None if the total is unknown


OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


def ignore_progress(_progress: Progress) -> None:
    """Do nothing; the default OnProgress."""


def never_cancelled() -> bool:
    """Return False; the default IsCancelled."""
    return False
