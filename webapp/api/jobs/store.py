"""All jobs of the server: how many a client may have, which one is next, and how long they are kept."""

from collections import deque
from http import HTTPStatus
from threading import Condition
from typing import Final

from webapp.api.jobs.job import UNFINISHED, Job
from webapp.api.views import JobState
from webapp.wsgi.problem import ApiError

WAITING_JOBS: Final = 20
"""Jobs that wait on the server at most; more would wait for hours."""

JOBS_AN_ADDRESS: Final = 4
"""Unfinished jobs of one address at most."""

KEPT_JOBS: Final = 500
"""Ended jobs that are kept, with or without results. The oldest is removed first; a job takes a few KB."""

_RETRY_S: Final = 30


class JobStore:
    """The jobs by id, and the queue of those that wait. For several threads."""

    def __init__(self, keep_s: float) -> None:
        """keep_s: how long an ended job is kept."""
        self.keep_s = keep_s
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._changed = Condition()
        self._closed = False

    def check_limits(self, address: str) -> None:
        """Raise ApiError if an address may not send another job now."""
        unfinished = [job for job in list(self._jobs.values()) if job.state in UNFINISHED]
        if sum(job.address == address for job in unfinished) >= JOBS_AN_ADDRESS:
            raise _busy(f"{JOBS_AN_ADDRESS} jobs of yours are not finished")
        if len(self._waiting) >= WAITING_JOBS:
            raise _busy(f"{WAITING_JOBS} jobs wait on this server")

    def add(self, job: Job) -> None:
        """Queue a job. Raises ApiError."""
        with self._changed:
            if self._closed:
                raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "stopping", "the server is stopping")
            self.check_limits(job.address)
            self._jobs[job.id] = job
            self._waiting.append(job)
            self._changed.notify()

    def get(self, job_id: str) -> Job:
        """Return a job. Raises ApiError with no-such-job.

        The time that this takes says nothing about the id: Python compares strings only where their keyed hashes are equal.
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise ApiError(
                HTTPStatus.NOT_FOUND,
                "no-such-job",
                "there is no job of this id, or not any more; send the video again",
            )
        return job

    def next_job(self) -> Job | None:
        """Wait for the next job and take it from the queue; None when the server stops."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._waiting)
            return None if self._closed else self._waiting.popleft()

    def start(self, job: Job, now_s: float) -> bool:
        """Mark a job as running, unless it was cancelled; return whether it runs."""
        with self._changed:
            if job.state is not JobState.QUEUED:
                return False
            job.start(now_s)
            return True

    def cancel(self, job: Job, now_s: float) -> bool:
        """Mark a job as cancelled, unless it has ended; return whether it was unfinished."""
        with self._changed:
            if job.state not in UNFINISHED:
                return False
            if job in self._waiting:  # else a thread has just taken it, which checks its state
                self._waiting.remove(job)
            job.cancel(now_s)
            return True

    def finish(self, job: Job, results: dict[str, int], now_s: float) -> bool:
        """Mark a job as done, unless it was cancelled; return whether it is done. results: bytes by name."""
        with self._changed:
            if job.state is not JobState.RUNNING:
                return False
            job.finish(results, now_s)
            return True

    def fail(self, job: Job, error: ApiError, now_s: float) -> None:
        """Mark a job as failed, unless it was cancelled."""
        with self._changed:
            if job.state is JobState.RUNNING:
                job.fail(error, now_s)

    def forget(self, job: Job) -> None:
        with self._changed:
            self._jobs.pop(job.id, None)

    def expired(self, now_s: float) -> list[Job]:
        """Return the ended jobs that are older than `keep_s`, and the oldest beyond KEPT_JOBS."""
        ended = sorted(
            (job for job in list(self._jobs.values()) if job.ended_s is not None),
            key=lambda job: job.ended_s or 0.0,
        )
        too_many = len(ended) - KEPT_JOBS
        return [
            job
            for place, job in enumerate(ended)
            if place < too_many or now_s - (job.ended_s or 0.0) >= self.keep_s
        ]

    def close(self) -> list[Job]:
        """Refuse further jobs, and return all there are."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            return list(self._jobs.values())


def _busy(why: str) -> ApiError:
    return ApiError(
        HTTPStatus.TOO_MANY_REQUESTS,
        "busy",
        f"{why}; send this again when one has ended, or cancel one",
        {"Retry-After": str(_RETRY_S)},
    )
