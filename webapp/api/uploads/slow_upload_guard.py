"""Ends uploads that are too slow.

A thread that waits for bytes cannot watch the time. So one thread watches all uploads and closes the reading half of a
connection that is too slow; the upload's own thread then finds that it has ended, and responds with 408.
"""

import logging
import socket
import time
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final

log = logging.getLogger("posecast.api")

GRACE_S: Final = 10.0
"""Seconds before the rate counts: a phone that changes networks sends nothing for some of them."""

MIN_BYTES_A_SECOND: Final = 16_384
"""The lowest average rate. Mobile networks at their worst have three times as much."""

_CHECK_S: Final = 0.5


@dataclass
class RunningUpload:
    """An upload that is being received. connection: None in tests without a real one."""

    connection: socket.socket | None
    started_s: float
    received: int = 0
    was_ended: bool = False

    def is_too_slow(self, now_s: float) -> bool:
        return self.received < MIN_BYTES_A_SECOND * (now_s - self.started_s - GRACE_S)


class SlowUploadGuard:
    """Watches the uploads that were added. For several threads."""

    def __init__(self) -> None:
        self._uploads: list[RunningUpload] = []
        self._lock = Lock()
        self._thread: Thread | None = None

    def add(self, upload: RunningUpload) -> None:
        with self._lock:
            self._uploads.append(upload)
            if self._thread is None:
                self._thread = Thread(target=self._watch, name="slow uploads", daemon=True)
                self._thread.start()

    def remove(self, upload: RunningUpload) -> None:
        with self._lock:
            self._uploads.remove(upload)

    def end_slow(self, now_s: float) -> None:
        """End the uploads that are too slow."""
        with self._lock:
            slow = [upload for upload in self._uploads if upload.is_too_slow(now_s)]
        for upload in slow:
            upload.was_ended = True
            if upload.connection is not None:
                _stop_reading(upload.connection)

    def _watch(self) -> None:
        """Check every so often, until there is no upload."""
        while True:
            time.sleep(_CHECK_S)
            self.end_slow(time.monotonic())
            with self._lock:
                if not self._uploads:
                    self._thread = None
                    return


def _stop_reading(connection: socket.socket) -> None:
    """Close the reading half; with TLS, that of the socket below it. The response can still be sent."""
    try:
        with socket.fromfd(connection.fileno(), connection.family, connection.type) as duplicate:
            duplicate.shutdown(socket.SHUT_RD)
    except OSError:
        log.debug("a slow upload ended by itself")
