"""Runs jobs, a few at a time and each in a media process of its own; cancels, expires and removes them."""

import logging
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from threading import Event, Thread
from typing import Final

from webapp.api.jobs.job import Job, steady_time
from webapp.api.jobs.media_worker import (
    MediaFailedError,
    MediaHungError,
    MediaLostError,
    MediaStartError,
    MediaWorker,
)
from webapp.api.jobs.store import JobStore
from webapp.api.uploads.storage import MediaStorage, no_room
from webapp.api.views import RESULT_TYPES, JobState
from webapp.scheduler.worker_pool import WorkerPool
from webapp.workers.media_task import TaskProgress, VideoTask
from webapp.wsgi.problem import ApiError, media_problem

log = logging.getLogger("posecast.media")

JOB_LIMIT_S: Final = 6 * 3600.0
"""Seconds that one job may run. Under full live load a frame a second is found, 10 minutes of video take 5 hours."""

SILENCE_LIMIT_S: Final = 60.0
"""Seconds that a media process may work without a word; it says something with every frame, and all along while it
writes the results."""

CANCEL_LIMIT_S: Final = 2.0
"""Seconds in which a cancelled job's process is gone."""

_DISK_CHECK_S: Final = 1.0
_SWEEP_S: Final = 5.0


def jobs_at_once(workers: int) -> int:
    """How many jobs run side by side: each keeps about one worker busy and, decoding and encoding, half a core."""
    return max(1, workers // 2)


class JobRunner:
    def __init__(
        self,
        store: JobStore,
        pool: WorkerPool,
        folder: MediaStorage,
        at_once: int,
        start: Callable[[], MediaWorker] = MediaWorker,
    ) -> None:
        self._store = store
        self._pool = pool
        self._folder = folder
        self._start = start
        self._at_once = at_once
        self._stopping = Event()

    def start(self) -> None:
        for _ in range(self._at_once):
            Thread(target=self._run, name="job", daemon=True).start()
        Thread(target=self._sweep, name="job sweeper", daemon=True).start()

    def stop(self) -> None:
        """End what runs; folders are removed all at once, by whoever owns them."""
        self._stopping.set()
        for job in self._store.close():
            if job.worker is not None:
                job.worker.stop()

    def cancel(self, job: Job) -> None:
        """End a job if it is unfinished, and forget it with its files."""
        if self._store.cancel(job, steady_time()) and job.worker is not None:
            job.worker.stop()
            job.over.wait(CANCEL_LIMIT_S)
        self._store.forget(job)
        self._folder.remove(job.space)

    def expire(self, now_s: float) -> None:
        """Remove the jobs whose time is over."""
        for job in self._store.expired(now_s):
            self._store.forget(job)
            self._folder.remove(job.space)

    def _run(self) -> None:
        while (job := self._store.take()) is not None:
            try:
                self._do(job)
            except Exception:
                log.exception("running a job failed")

    def _sweep(self) -> None:
        while not self._stopping.wait(_SWEEP_S):
            try:
                self.expire(steady_time())
            except Exception:
                log.exception("removing old jobs failed")

    def _do(self, job: Job) -> None:
        if not self._store.begin(job, steady_time()):
            return
        error: ApiError | None = None
        try:
            self._have_done(job)
        except ApiError as reason:
            error = reason
        except Exception:
            log.exception("a job failed")
            error = media_problem("internal", "this job failed; the server's log says why")
        self._conclude(job, error)

    def _conclude(self, job: Job, error: ApiError | None) -> None:
        try:
            results = None if error else _kept_results(job)
            if results is not None and self._store.finish(job, results, steady_time()):
                return
            self._folder.remove(job.space)
            self._store.fail(job, error or _results_gone(), steady_time())
        finally:
            job.over.set()

    def _have_done(self, job: Job) -> None:
        """Raises ApiError."""
        frame_file = self._folder.frame_file()
        task = self._task(job, frame_file)
        try:
            job.worker = self._start()
        except MediaStartError as error:
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", str(error)) from error
        try:
            if job.state is JobState.RUNNING and not self._stopping.is_set():
                job.worker.do(task, self._pool, SILENCE_LIMIT_S, self._watch(job))
        except MediaFailedError as error:
            raise media_problem(error.code, error.message) from error
        except MediaLostError as error:
            raise self._lost(job, error) from error
        finally:
            job.worker.end()
            frame_file.unlink(missing_ok=True)

    def _task(self, job: Job, frame_file: Path) -> VideoTask:
        return VideoTask(
            source=str(job.space.path / "upload"),
            name=job.name,
            options=job.options,
            folder=str(job.space.path),
            frame_file=str(frame_file),
            file_bytes=max(1, self._folder.left_bytes(job.space)),
        )

    def _watch(self, job: Job) -> Callable[[TaskProgress], None]:
        looked_s = 0.0

        def follow(progress: TaskProgress) -> None:
            nonlocal looked_s
            now_s = steady_time()
            job.note(progress, now_s)
            if now_s - job.began_s > JOB_LIMIT_S:
                raise media_problem("took-too-long", "the video took too long; cut it into shorter ones")
            if now_s - looked_s >= _DISK_CHECK_S:
                looked_s = now_s
                if not self._folder.left_bytes(job.space):
                    raise no_room("the results do not fit on the server")

        return follow

    def _lost(self, job: Job, error: MediaLostError) -> ApiError:
        if job.state is JobState.RUNNING and not self._stopping.is_set():
            log.warning("a media process was lost with a video: it %s", error)
        if self._stopping.is_set():
            return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "stopping", "the server was stopped")
        if isinstance(error, MediaHungError):
            return media_problem("took-too-long", "the video kept its decoder busy for too long")
        return media_problem(
            "broke-the-decoder",
            "the process that decoded this video ended; convert the video, and send it again",
        )


def _kept_results(job: Job) -> dict[str, int] | None:
    """The results' bytes by name; of the job's files, only they stay. None where they are gone: cancelled meanwhile."""
    folder = job.space.path
    (folder / "upload").unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        sizes = {name: path.stat().st_size for name in RESULT_TYPES if (path := folder / name).exists()}
        job.space.settle()
        return sizes
    return None


def _results_gone() -> ApiError:
    return media_problem("internal", "the video's results were removed while it was finished; send it again")
