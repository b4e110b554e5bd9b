"""Processes pictures one at a time, with one media process that stays warm until something goes wrong with it."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Final

from webapp.api.jobs.media_worker import (
    MediaFailedError,
    MediaHungError,
    MediaLostError,
    MediaStartError,
    MediaWorker,
)
from webapp.api.uploads.receiver import Upload
from webapp.api.uploads.storage import MediaStorage
from webapp.media.media_options import MediaOptions
from webapp.scheduler.worker_pool import WorkerPool
from webapp.workers.child_process import resident_bytes
from webapp.workers.media_task import PictureTask
from webapp.wsgi.problem import ApiError, media_problem

log = logging.getLogger("posecast.media")

WAIT_LIMIT_S: Final = 60.0
"""Seconds that a picture waits for those before it."""

SILENCE_LIMIT_S: Final = 20.0
"""Seconds that the media process may decode, or draw and encode. The largest picture takes 2 on an idle core; under
full live load the process gets what is left, if anything."""

RESULT_BYTES: Final = 400 * 2**20
"""The largest answer: a PNG of the most pixels that are read, 4 bytes each, hardly compressed."""

KEPT_BYTES: Final = 400 * 2**20
"""Memory above which a media process is replaced after its picture: its libraries do not give all back."""


class ImageProcessor:
    def __init__(
        self, pool: WorkerPool, folder: MediaStorage, start: Callable[[], MediaWorker] = MediaWorker
    ) -> None:
        self._pool = pool
        self._folder = folder
        self._start = start
        self._lock = Lock()
        self._worker: MediaWorker | None = None
        self._stopping = False

    def answer(self, upload: Upload, options: MediaOptions, format_: str) -> Path:
        """The file with the answer, in the upload's space. Raises ApiError."""
        target = upload.path.with_name("answer")
        frame_file = self._folder.frame_file()
        task = PictureTask(
            source=str(upload.path),
            name=upload.name,
            options=options,
            format=format_,
            target=str(target),
            frame_file=str(frame_file),
            file_bytes=max(1, min(RESULT_BYTES, self._folder.left_bytes(upload.space))),
        )
        if not self._lock.acquire(timeout=WAIT_LIMIT_S):
            raise _busy("pictures before it take too long")
        try:
            self._do(task)
        finally:
            self._lock.release()
            frame_file.unlink(missing_ok=True)
        return target

    def stop(self) -> None:
        """End the process, and with it the picture in work."""
        self._stopping = True
        if self._worker is not None:
            self._worker.stop()

    def _do(self, task: PictureTask) -> None:
        try:
            self._ready_worker().do(task, self._pool, SILENCE_LIMIT_S)
        except MediaStartError as error:
            log.warning("a media process could not start: %s", error)
            raise _busy("nothing can be decoded at the moment") from error
        except MediaFailedError as error:
            raise media_problem(error.code, error.message) from error
        except MediaLostError as error:
            self._end_worker(str(error))
            raise self._lost(error) from error
        if self._worker is not None and resident_bytes(self._worker.pid) > KEPT_BYTES:
            self._end_worker("")

    def _ready_worker(self) -> MediaWorker:
        if self._worker is not None and not self._worker.is_alive():
            self._end_worker("ended while it was idle")
        if self._worker is None:
            self._worker = self._start()
        return self._worker

    def _end_worker(self, how: str) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if how and not self._stopping:
            log.warning("media process %d lost: it %s", worker.pid, how)
        worker.end()

    def _lost(self, error: MediaLostError) -> ApiError:
        if self._stopping:
            return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "stopping", "the server is stopping")
        if isinstance(error, MediaHungError):
            return media_problem(
                "took-too-long", "the picture took too long, so it was given up; send a smaller one"
            )
        return media_problem(
            "broke-the-decoder", "the process that decoded this picture ended; send it in another format"
        )


def _busy(why: str) -> ApiError:
    return ApiError(
        HTTPStatus.SERVICE_UNAVAILABLE, "busy", f"{why}; send this again in 10 s", {"Retry-After": "10"}
    )
