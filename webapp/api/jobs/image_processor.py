"""Processes pictures one at a time, with one media worker that is kept for the next picture."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Final

from webapp.api.jobs.media_failures import MediaFailures, worker_busy
from webapp.api.jobs.media_worker import MediaLostError, MediaWorker
from webapp.api.uploads.receiver import Upload
from webapp.api.uploads.storage import MediaStorage
from webapp.media.media_options import MediaOptions
from webapp.scheduler.worker_pool import WorkerPool
from webapp.workers.child_process import resident_bytes
from webapp.workers.media_task import PictureTask

log = logging.getLogger("posecast.media")

WAIT_LIMIT_S: Final = 60.0
"""Seconds that a picture waits for those before it."""

SILENCE_LIMIT_S: Final = 20.0
"""Seconds that the media worker may decode, or draw and encode. The largest picture takes 2 on an idle core; under full
live load the worker gets what is left, if anything."""

RESULT_BYTES: Final = 400 * 2**20
"""The largest result: a PNG of the most pixels that are read, 4 bytes each, hardly compressed."""

KEPT_BYTES: Final = 400 * 2**20
"""Memory above which a media worker is replaced after its picture: its libraries do not give all back."""


class ImageProcessor:
    """For several threads; `process` waits while another thread's picture is in work."""

    def __init__(
        self, pool: WorkerPool, storage: MediaStorage, start_worker: Callable[[], MediaWorker] = MediaWorker
    ) -> None:
        self._pool = pool
        self._storage = storage
        self._start_worker = start_worker
        self._failures = MediaFailures(
            took_too_long="the picture took too long, so it was given up; send a smaller one",
            worker_lost="the process that decoded this picture ended; send it in another format",
        )
        self._lock = Lock()
        self._worker: MediaWorker | None = None

    def process(self, upload: Upload, options: MediaOptions, format_: str) -> Path:
        """Return the file with the result, in the upload's space. Raises ApiError."""
        target = upload.path.with_name("result")
        with self._storage.frame_file() as frame_file:
            task = PictureTask(
                source=str(upload.path),
                name=upload.name,
                options=options,
                format=format_,
                target=str(target),
                frame_file=str(frame_file),
                file_bytes=max(1, min(RESULT_BYTES, self._storage.free_bytes(upload.space))),
            )
            if not self._lock.acquire(timeout=WAIT_LIMIT_S):
                raise worker_busy("pictures before it take too long")
            try:
                self._run(task)
            finally:
                self._lock.release()
        return target

    def stop(self) -> None:
        """End the media worker, and with it the picture in work."""
        self._failures.is_stopping = True
        if self._worker is not None:
            self._worker.stop()

    def _run(self, task: PictureTask) -> None:
        """Raises ApiError."""
        with self._failures.as_problems():
            worker = self._ready_worker()
            try:
                worker.run(task, self._pool, SILENCE_LIMIT_S)
            except MediaLostError as error:
                self._log_loss(worker, str(error))
                self._end_worker()
                raise
        if resident_bytes(worker.pid) > KEPT_BYTES:
            self._end_worker()

    def _ready_worker(self) -> MediaWorker:
        """Return the kept worker, or a new one. Raises MediaStartError."""
        if self._worker is not None and not self._worker.is_alive():
            self._log_loss(self._worker, "ended while it was idle")
            self._end_worker()
        if self._worker is None:
            self._worker = self._start_worker()
        return self._worker

    def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _log_loss(self, worker: MediaWorker, how: str) -> None:
        if not self._failures.is_stopping:
            log.warning("media worker %d lost: it %s", worker.pid, how)
