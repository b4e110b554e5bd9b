"""How slow an upload may be, and the thread that ends those that are slower.

A server's thread that waits for bytes cannot look at the time. So one thread watches all uploads and closes the
reading half of a connection that is too slow; its own thread then finds the upload ended, and answers 408.
"""

import logging
import socket
import time
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final

log = logging.getLogger("posecast.api")

GRACE_S: Final = 10.0
"""Seconds before the rate counts: a phone that changes networks is silent for some."""

MIN_BYTES_A_SECOND: Final = 16_384
"""The least rate on average. Mobile networks at their worst give three times as much."""

_LOOK_S: Final = 0.5


@dataclass
class RunningUpload:
    """One upload. connection: None where there is no real one, in tests."""

    connection: socket.socket | None
    started_s: float
    received: int = 0
    was_ended: bool = False

    def is_too_slow(self, now_s: float) -> bool:
        return self.received < MIN_BYTES_A_SECOND * (now_s - self.started_s - GRACE_S)


class SlowUploadGuard:
    def __init__(self) -> None:
        self._uploads: list[RunningUpload] = []
        self._lock = Lock()
        self._thread: Thread | None = None

    def begin(self, upload: RunningUpload) -> None:
        with self._lock:
            self._uploads.append(upload)
            if self._thread is None:
                self._thread = Thread(target=self._watch, name="upload pace", daemon=True)
                self._thread.start()

    def end(self, upload: RunningUpload) -> None:
        with self._lock:
            self._uploads.remove(upload)

    def look(self, now_s: float) -> None:
        """End the uploads that are too slow."""
        with self._lock:
            slow = [upload for upload in self._uploads if upload.is_too_slow(now_s)]
        for upload in slow:
            upload.was_ended = True
            if upload.connection is not None:
                _stop_reading(upload.connection)

    def _watch(self) -> None:
        """Look as long as there is an upload."""
        while True:
            time.sleep(_LOOK_S)
            self.look(time.monotonic())
            with self._lock:
                if not self._uploads:
                    self._thread = None
                    return


def _stop_reading(connection: socket.socket) -> None:
    """Close the reading half. Of TLS, too, only what lies below: the answer can still be sent."""
    try:
        with socket.fromfd(connection.fileno(), connection.family, connection.type) as twin:
            twin.shutdown(socket.SHUT_RD)
    except OSError:
        log.debug("an upload that was too slow ended by itself")
