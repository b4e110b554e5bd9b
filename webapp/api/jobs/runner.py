"""Runs jobs, a few at a time and each in a media worker of its own; cancels, expires and removes them."""

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Final

from webapp.api.jobs.job import Job, steady_time
from webapp.api.jobs.media_failures import MediaFailures
from webapp.api.jobs.media_worker import MediaLostError, MediaWorker
from webapp.api.jobs.store import JobStore
from webapp.api.uploads.storage import MediaStorage, disk_full
from webapp.api.views import RESULT_TYPES, JobState
from webapp.scheduler.worker_pool import WorkerPool
from webapp.workers.media_task import TaskProgress, VideoTask
from webapp.wsgi.problem import ApiError, media_problem

log = logging.getLogger("posecast.media")

JOB_LIMIT_S: Final = 6 * 3600.0
"""Seconds that one job may run. Under full live load it gets one pose a second: 10 minutes of video take 5 hours."""

SILENCE_LIMIT_S: Final = 60.0
"""Seconds that a media worker may work without a message; it sends one with every frame, and all the time while it writes
the results."""

CANCEL_LIMIT_S: Final = 2.0
"""Seconds to wait for the end of a cancelled job's media worker."""

_DISK_CHECK_S: Final = 1.0
_EXPIRY_CHECK_S: Final = 5.0


def jobs_at_once(workers: int) -> int:
    """Return how many jobs run side by side: each uses about one pose worker and, to decode and encode, half a core."""
    return max(1, workers // 2)


class JobRunner:
    """Takes jobs from the store, on threads of its own."""

    def __init__(
        self,
        store: JobStore,
        pool: WorkerPool,
        storage: MediaStorage,
        at_once: int,
        start_worker: Callable[[], MediaWorker] = MediaWorker,
    ) -> None:
        self._store = store
        self._pool = pool
        self._storage = storage
        self._at_once = at_once
        self._start_worker = start_worker
        self._failures = MediaFailures(
            took_too_long="the video kept its decoder busy for too long",
            worker_lost="the process that decoded this video ended; convert the video, and send it again",
        )
        self._stopping = Event()

    def start(self) -> None:
        for _ in range(self._at_once):
            Thread(target=self._run_jobs, name="job", daemon=True).start()
        Thread(target=self._remove_expired, name="job expiry", daemon=True).start()

    def stop(self) -> None:
        """End the jobs in work. Their files stay; the storage removes all at once."""
        self._failures.is_stopping = True
        self._stopping.set()
        for job in self._store.close():
            if job.worker is not None:
                job.worker.stop()

    def cancel(self, job: Job) -> None:
        """End a job if it is unfinished, and forget it and its files."""
        if self._store.cancel(job, steady_time()) and job.worker is not None:
            job.worker.stop()
            job.worker_ended.wait(CANCEL_LIMIT_S)
        self._remove(job)

    def expire(self, now_s: float) -> None:
        """Remove the jobs that are kept no longer."""
        for job in self._store.expired(now_s):
            self._remove(job)

    def _remove(self, job: Job) -> None:
        self._store.forget(job)
        self._storage.remove(job.space)

    def _run_jobs(self) -> None:
        while (job := self._store.next_job()) is not None:
            try:
                self._run(job)
            except Exception:
                log.exception("running a job failed")

    def _remove_expired(self) -> None:
        while not self._stopping.wait(_EXPIRY_CHECK_S):
            try:
                self.expire(steady_time())
            except Exception:
                log.exception("removing old jobs failed")

    def _run(self, job: Job) -> None:
        if not self._store.start(job, steady_time()):
            return
        error: ApiError | None = None
        try:
            self._process(job)
        except ApiError as reason:
            error = reason
        except Exception:
            log.exception("a job failed")
            error = media_problem("internal", "this job failed; the server's log says why")
        self._finish(job, error)

    def _process(self, job: Job) -> None:
        """Have a media worker of its own process the video. Raises ApiError."""
        with self._failures.as_problems(), self._storage.frame_file() as frame_file:
            job.worker = self._start_worker()
            try:
                if self._is_wanted(job):
                    task = self._task(job, frame_file)
                    job.note = job.worker.run(task, self._pool, SILENCE_LIMIT_S, self._on_progress(job))
            except MediaLostError as error:
                if self._is_wanted(job):
                    log.warning("media worker %d lost with a video: it %s", job.worker.pid, error)
                raise
            finally:
                job.worker.end()

    def _is_wanted(self, job: Job) -> bool:
        return job.state is JobState.RUNNING and not self._failures.is_stopping

    def _task(self, job: Job, frame_file: Path) -> VideoTask:
        return VideoTask(
            source=str(job.space.path / "upload"),
            name=job.name,
            options=job.options,
            folder=str(job.space.path),
            frame_file=str(frame_file),
            file_bytes=max(1, self._storage.free_bytes(job.space)),
        )

    def _on_progress(self, job: Job) -> Callable[[TaskProgress], None]:
        """Return what a media worker's progress is given to; it raises ApiError for a job that exceeds its limits."""
        checked_s = 0.0

        def on_progress(progress: TaskProgress) -> None:
            nonlocal checked_s
            now_s = steady_time()
            job.update(progress, now_s)
            if now_s - job.started_s > JOB_LIMIT_S:
                raise media_problem("took-too-long", "the video took too long; cut it into shorter ones")
            if now_s - checked_s >= _DISK_CHECK_S:
                checked_s = now_s
                if not self._storage.free_bytes(job.space):
                    raise disk_full("the results do not fit on the server")

        return on_progress

    def _finish(self, job: Job, error: ApiError | None) -> None:
        try:
            results = None if error else _keep_results(job)
            if results is not None and self._store.finish(job, results, steady_time()):
                return
            self._storage.remove(job.space)
            self._store.fail(job, error or _results_removed(), steady_time())
        finally:
            job.worker_ended.set()


def _keep_results(job: Job) -> dict[str, int] | None:
    """Remove the upload and return the results' bytes by name; None where they were removed with a cancelled job."""
    folder = job.space.path
    (folder / "upload").unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        sizes = {name: path.stat().st_size for name in RESULT_TYPES if (path := folder / name).exists()}
        job.space.fix_size()
        return sizes
    return None


def _results_removed() -> ApiError:
    return media_problem("internal", "the video's results were removed while it was finished; send it again")
