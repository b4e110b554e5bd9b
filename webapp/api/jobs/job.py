"""A job: one video, from upload to results, as clients see it. Times are arguments."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Final

from webapp.api import views
from webapp.api.jobs.media_worker import MediaWorker
from webapp.api.uploads.storage import MediaSpace
from webapp.api.views import RESULT_TYPES, JobState
from webapp.media.media_options import MediaOptions
from webapp.workers.media_task import TaskProgress, VideoFacts
from webapp.wsgi.problem import ApiError, Problem, problem_fields

_START_S: Final = time.time() - time.monotonic()


def steady_time() -> float:
    """Return the seconds since 1970 by the clock at the start, whatever is done to the clock since."""
    return _START_S + time.monotonic()


_ESTIMATE_AFTER_S: Final = 2.0
"""Seconds of work before the time left is estimated: the first frames wait for the detector and the encoder."""


UNFINISHED: Final = frozenset({JobState.QUEUED, JobState.RUNNING})


@dataclass(eq=False)
class Job:
    """One video and what became of it. All times are seconds since 1970."""

    id: str
    address: str  # of the client
    name: str  # of the upload
    options: MediaOptions
    space: MediaSpace
    created_s: float
    state: JobState = JobState.QUEUED
    progress: float | None = None
    frames_done: int = 0
    frames_total: int | None = None
    facts: VideoFacts | None = None
    problem: Problem | None = None
    note: str | None = None  # what its results lack
    results: dict[str, int] = field(default_factory=dict)  # bytes by name
    started_s: float = 0.0
    ended_s: float | None = None
    first_progress_s: float = 0.0  # when the media worker was ready for the first frame
    last_progress_s: float = 0.0
    worker: MediaWorker | None = None
    worker_ended: Event = field(default_factory=Event)

    def start(self, now_s: float) -> None:
        self.state = JobState.RUNNING
        self.started_s = now_s

    def update(self, progress: TaskProgress, now_s: float) -> None:
        self.frames_done = progress.frames_done
        self.frames_total = progress.frames_total
        share = progress.share
        self.progress = None if share is None else min(1.0, max(self.progress or 0.0, share))
        self.facts = progress.source or self.facts
        self.first_progress_s = self.first_progress_s or now_s
        self.last_progress_s = now_s

    def finish(self, results: dict[str, int], now_s: float) -> None:
        self.results = results
        self.progress = 1.0
        self.frames_total = self.frames_done
        self._end(JobState.DONE, now_s)

    def fail(self, error: ApiError, now_s: float) -> None:
        self.problem = problem_fields(error.status, error.code, error.detail)
        self._end(JobState.FAILED, now_s)

    def cancel(self, now_s: float) -> None:
        self._end(JobState.CANCELLED, now_s)

    def view(self, keep_s: float, now_s: float, prefix: str) -> views.Job:
        """Return the job as clients see it. prefix: the path of the API."""
        url = f"{prefix}/jobs/{self.id}"
        source = _source(self.name, self.facts) if self.facts else None
        return {
            "id": self.id,
            "state": self.state,
            "progress": self.progress,
            "frames_done": self.frames_done,
            "frames_total": self.frames_total,
            "frames_a_second": self._frames_a_second(),
            "seconds_left": self._seconds_left(now_s),
            "created": rfc3339(self.created_s),
            "expires": None if self.ended_s is None else rfc3339(self.ended_s + keep_s),
            "source": source,
            "problem": self.problem,
            "note": self.note,
            "results": [_result(name, size, url) for name, size in self.results.items()],
        }

    def _end(self, state: JobState, now_s: float) -> None:
        self.state = state
        self.ended_s = now_s

    def _frames_a_second(self) -> float | None:
        worked_s = self.last_progress_s - self.first_progress_s
        return round(self.frames_done / worked_s, 2) if self.frames_done and worked_s > 0 else None

    def _seconds_left(self, now_s: float) -> float | None:
        """Estimate the time left from the time that the done part took; None if that is not possible."""
        worked_s = self.last_progress_s - self.first_progress_s
        if self.state is not JobState.RUNNING or not self.progress or worked_s < _ESTIMATE_AFTER_S:
            return None
        left_s = worked_s / self.progress * (1 - self.progress) - (now_s - self.last_progress_s)
        return round(max(0.0, left_s), 1)


def rfc3339(time_s: float) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _source(name: str, facts: VideoFacts) -> views.VideoSource:
    return {
        "name": name,
        "width": facts.width,
        "height": facts.height,
        "frame_rate": facts.frame_rate,
        "duration_s": facts.duration_s,
    }


def _result(name: str, size: int, job_url: str) -> views.JobResult:
    url = f"{job_url}/results/{name}"
    return {"name": name, "media_type": RESULT_TYPES[name], "bytes": size, "url": url}
