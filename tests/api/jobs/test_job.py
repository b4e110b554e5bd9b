"""A job as clients see it, with the time given."""

import time
from http import HTTPStatus
from pathlib import Path

import pytest
from msgspec import convert, structs

import webapp.api
from webapp.api import views
from webapp.api.jobs.job import Job, rfc3339, steady_time
from webapp.api.uploads.storage import MediaSpace
from webapp.api.views import JobState
from webapp.media.media_options import MediaOptions
from webapp.workers.media_task import TaskProgress, VideoFacts
from webapp.wsgi.problem import ApiError

START_S = 1_700_000_000.0
FACTS = VideoFacts(width=640, height=360, frame_rate=25.0, duration_s=4.0)


def new_job(folder: Path, job_id: str = "id", address: str = "10.0.0.1", created_s: float = START_S) -> Job:
    return Job(job_id, address, "wave.mp4", MediaOptions(), MediaSpace(folder / job_id), created_s)


def progress(done: int, total: int | None, share: float | None) -> TaskProgress:
    return TaskProgress(done, total, share, FACTS)


def view(job: Job, now_s: float) -> views.Job:
    """Return what clients see, which is what the API's document says."""
    seen = job.view(keep_s=3600, now_s=now_s, prefix="/api/v1")
    return convert(seen, views.Job)


@pytest.fixture
def running(tmp_path: Path) -> Job:
    job = new_job(tmp_path)
    job.start(START_S + 10)
    job.update(progress(0, None, None), START_S + 11)
    return job


def test_a_new_job_waits(tmp_path: Path) -> None:
    seen = view(new_job(tmp_path), START_S)
    assert seen == {
        "id": "id",
        "state": "queued",
        "progress": None,
        "frames_done": 0,
        "frames_total": None,
        "frames_a_second": None,
        "seconds_left": None,
        "created": "2023-11-14T22:13:20Z",
        "expires": None,
        "source": None,
        "problem": None,
        "note": None,
        "results": [],
    }


def test_speed_and_time_left_count_from_the_first_frame(running: Job) -> None:
    running.update(progress(25, 100, 0.25), START_S + 16)
    seen = view(running, START_S + 16)
    assert (seen["progress"], seen["frames_a_second"], seen["seconds_left"]) == (0.25, 5.0, 15.0)
    assert seen["source"] == {"name": "wave.mp4", **structs.asdict(FACTS)}
    assert view(running, START_S + 18)["seconds_left"] == 13.0
    assert view(running, START_S + 100)["seconds_left"] == 0.0


def test_the_time_left_is_not_estimated_in_the_first_moments_nor_without_a_total(running: Job) -> None:
    running.update(progress(5, 100, 0.05), START_S + 12)
    assert view(running, START_S + 12)["seconds_left"] is None
    running.update(progress(500, None, None), START_S + 60)
    assert view(running, START_S + 60)["seconds_left"] is None


def test_progress_neither_falls_nor_passes_the_end(running: Job) -> None:
    running.update(progress(50, 100, 0.5), START_S + 12)
    running.update(progress(49, 100, 0.4), START_S + 13)
    assert running.progress == 0.5
    running.update(progress(150, 100, 1.5), START_S + 14)
    assert running.progress == 1.0


def test_a_finished_job_has_its_results_and_an_end(running: Job) -> None:
    running.finish({"poses.json": 7}, START_S + 20)
    seen = view(running, START_S + 30)
    assert (seen["state"], seen["progress"]) == ("done", 1.0)
    assert seen["expires"] == rfc3339(START_S + 20 + 3600)
    assert seen["results"] == [
        {
            "name": "poses.json",
            "media_type": "application/json",
            "bytes": 7,
            "url": "/api/v1/jobs/id/results/poses.json",
        }
    ]


def test_a_failed_job_says_why(running: Job) -> None:
    running.fail(ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "damaged", "convert it"), START_S + 20)
    seen = view(running, START_S + 20)
    assert seen["state"] == JobState.FAILED
    assert seen["problem"] == {
        "type": "about:blank",
        "title": "The file is damaged",
        "status": 422,
        "detail": "convert it",
        "code": "damaged",
    }


@pytest.mark.parametrize("leap_s", [-86_400.0, 7 * 3600.0])
def test_steady_time_ignores_changes_of_the_clock(leap_s: float, monkeypatch: pytest.MonkeyPatch) -> None:
    before_s, real = steady_time(), time.time
    assert before_s == pytest.approx(real(), abs=60)
    monkeypatch.setattr(time, "time", lambda: real() + leap_s)
    assert 0 <= steady_time() - before_s < 60


def test_nothing_in_the_api_reads_another_clock() -> None:
    folder = Path(webapp.api.__file__).parent
    reading = {path.name for path in folder.rglob("*.py") if "time.time()" in path.read_text()}
    assert reading == {"job.py"}
