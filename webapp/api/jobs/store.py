"""All jobs of the server: who may send one more, whose turn it is, and which are over for so long that they go."""

from collections import deque
from http import HTTPStatus
from threading import Condition
from typing import Final

from webapp.api.jobs.job import UNFINISHED, Job
from webapp.api.views import JobState
from webapp.wsgi.problem import ApiError

WAITING_JOBS: Final = 20
"""Jobs that wait on the server; more would wait for hours."""

JOBS_AN_ADDRESS: Final = 4
"""Unfinished jobs of one address."""

KEPT_JOBS: Final = 500
"""Jobs that are over and still known, with results or without. The oldest goes first; a job takes a few KB."""

_RETRY_S: Final = 30


class JobStore:
    """For several threads."""

    def __init__(self, keep_s: float) -> None:
        """keep_s: how long a job that is over stays."""
        self.keep_s = keep_s
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._changed = Condition()
        self._closed = False

    def check_room(self, address: str) -> None:
        """Raises ApiError where an address may not send another job now."""
        unfinished = [job for job in list(self._jobs.values()) if job.state in UNFINISHED]
        if sum(job.address == address for job in unfinished) >= JOBS_AN_ADDRESS:
            raise _busy(f"{JOBS_AN_ADDRESS} jobs of yours are not finished")
        if len(self._waiting) >= WAITING_JOBS:
            raise _busy(f"{WAITING_JOBS} jobs wait on this server")

    def add(self, job: Job) -> None:
        """Let a job wait for its turn. Raises ApiError."""
        with self._changed:
            if self._closed:
                raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "stopping", "the server is stopping")
            self.check_room(job.address)
            self._jobs[job.id] = job
            self._waiting.append(job)
            self._changed.notify()

    def get(self, job_id: str) -> Job:
        """Raises ApiError with no-such-job.

        How long it takes says nothing about the id: Python compares strings only where their keyed hashes are equal.
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise ApiError(
                HTTPStatus.NOT_FOUND,
                "no-such-job",
                "there is no job of this id, or not any more; send the video again",
            )
        return job

    def take(self) -> Job | None:
        """Wait for the job whose turn it is; None when the server stops."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._waiting)
            return None if self._closed else self._waiting.popleft()

    def begin(self, job: Job, now_s: float) -> bool:
        """The job's turn begins; whether it is still wanted."""
        with self._changed:
            if job.state is not JobState.QUEUED:
                return False
            job.begin(now_s)
            return True

    def cancel(self, job: Job, now_s: float) -> bool:
        """Whether the job was unfinished, and now is cancelled."""
        with self._changed:
            if job.state not in UNFINISHED:
                return False
            if job in self._waiting:  # and not just taken by who will look at its state
                self._waiting.remove(job)
            job.cancel(now_s)
            return True

    def finish(self, job: Job, results: dict[str, int], now_s: float) -> bool:
        """The job is done; whether it is still wanted. results: bytes by name."""
        with self._changed:
            if job.state is not JobState.RUNNING:
                return False
            job.finish(results, now_s)
            return True

    def fail(self, job: Job, error: ApiError, now_s: float) -> None:
        """The job came to nothing, for that reason if it was not cancelled."""
        with self._changed:
            if job.state is JobState.RUNNING:
                job.fail(error, now_s)

    def forget(self, job: Job) -> None:
        with self._changed:
            self._jobs.pop(job.id, None)

    def expired(self, now_s: float) -> list[Job]:
        """The jobs whose time is over, and the oldest of those beyond the number that is kept."""
        over = sorted(
            (job for job in list(self._jobs.values()) if job.ended_s is not None),
            key=lambda job: job.ended_s or 0.0,
        )
        too_many = len(over) - KEPT_JOBS
        return [
            job
            for place, job in enumerate(over)
            if place < too_many or now_s - (job.ended_s or 0.0) >= self.keep_s
        ]

    def close(self) -> list[Job]:
        """Take nothing in any more; gives all jobs."""
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
