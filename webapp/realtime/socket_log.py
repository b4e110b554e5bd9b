"""The log of the Socket.IO libraries: one line an error, and of what clients cause again and again only a few."""

import logging
import time
import traceback
from pathlib import Path
from typing import Final

from webapp.protocol import limits
from webapp.protocol.token_bucket import TokenBucket

_OURS: Final = str(Path(__file__).parents[1])


class ErrorLines(logging.Filter):
    """Makes one line of an error; one that our own code raised keeps its traceback the first time.

    The libraries log a traceback whenever a connection ends while they work for it. Clients can cause that as often as they
    like, so the lines have the limit of those that a client's messages cause.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: set[str] = set()
        self._lines = TokenBucket(limits.LOG_LINES_A_SECOND, limits.LOG_BURST, time.monotonic())

    def filter(self, record: logging.LogRecord) -> bool:
        if not self._lines.allows(time.monotonic()):
            return False
        if record.exc_info and record.exc_info[1] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown place"
            record.msg, record.args = f"{record.getMessage()}: {record.exc_info[1]!r} ({place})", ()
            is_ours = bool(frames) and frames[-1].filename.startswith(_OURS)
            if place in self._known or not is_ours:
                record.exc_info = None
            self._known.add(place)
        return True
