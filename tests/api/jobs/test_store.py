"""How many jobs a client may have, which one is next, and how long they are kept."""

from http import HTTPStatus
from pathlib import Path

import pytest

from tests.api.jobs.test_job import START_S, new_job
from webapp.api.jobs.store import JOBS_AN_ADDRESS, KEPT_JOBS, WAITING_JOBS, JobStore
from webapp.api.views import JobState
from webapp.wsgi.problem import ApiError


def test_jobs_run_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    store = JobStore(60)
    jobs = [new_job(tmp_path, str(number)) for number in range(3)]
    for job in jobs:
        store.add(job)
    assert [store.next_job(), store.next_job(), store.next_job()] == jobs
    assert store.get("1") is jobs[1]


def test_an_unknown_id_is_a_problem() -> None:
    with pytest.raises(ApiError) as raised:
        JobStore(60).get("nothing")
    assert (raised.value.status, raised.value.code) == (404, "no-such-job")


def test_unfinished_jobs_are_limited_for_each_address(tmp_path: Path) -> None:
    store = JobStore(60)
    for number in range(JOBS_AN_ADDRESS):
        store.add(new_job(tmp_path, str(number)))
    with pytest.raises(ApiError) as raised:
        store.add(new_job(tmp_path, "one more"))
    assert (raised.value.status, raised.value.code) == (429, "busy")
    assert int(raised.value.headers["Retry-After"]) > 0
    store.add(new_job(tmp_path, "another", address="10.0.0.2"))
    store.get("0").finish({}, START_S)
    store.add(new_job(tmp_path, "now", address="10.0.0.1"))


def test_waiting_jobs_are_limited(tmp_path: Path) -> None:
    store = JobStore(60)
    for number in range(WAITING_JOBS):
        store.add(new_job(tmp_path, str(number), address=str(number)))
    with pytest.raises(ApiError, match="jobs wait on this server"):
        store.check_limits("10.0.0.9")
    store.next_job()
    store.check_limits("10.0.0.9")


def test_a_job_that_is_cancelled_just_when_it_is_done_stays_cancelled(tmp_path: Path) -> None:
    store = JobStore(60)
    job = new_job(tmp_path, "1")
    store.add(job)
    assert store.start(job, START_S)
    assert store.cancel(job, START_S)
    assert not store.finish(job, {"poses.json": 1}, START_S)
    store.fail(job, ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "too late"), START_S)
    assert (job.state, job.results, job.problem) == (JobState.CANCELLED, {}, None)


def test_a_job_ends_once(tmp_path: Path) -> None:
    store = JobStore(60)
    job = new_job(tmp_path, "1")
    store.add(job)
    assert store.start(job, START_S)
    assert store.finish(job, {"poses.json": 1}, START_S)
    store.fail(job, ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "too late"), START_S)
    assert not store.cancel(job, START_S)
    assert job.state is JobState.DONE


def test_a_cancelled_job_does_not_start(tmp_path: Path) -> None:
    store = JobStore(60)
    first, second = new_job(tmp_path, "1"), new_job(tmp_path, "2")
    store.add(first)
    store.add(second)
    assert store.cancel(first, START_S)
    assert not store.cancel(first, START_S)
    assert store.next_job() is second
    assert first.state is JobState.CANCELLED
    assert store.cancel(second, START_S)
    assert not store.start(second, START_S)


def test_ended_jobs_expire(tmp_path: Path) -> None:
    store = JobStore(60)
    over, unfinished = new_job(tmp_path, "over"), new_job(tmp_path, "unfinished")
    for job in (over, unfinished):
        store.add(job)
    over.finish({}, START_S)
    assert store.expired(START_S + 59.9) == []
    assert store.expired(START_S + 60) == [over]
    assert store.expired(START_S + 1e9) == [over]


def test_the_oldest_expire_beyond_the_number_that_is_kept(tmp_path: Path) -> None:
    store = JobStore(60)
    for number in range(KEPT_JOBS + 2):
        job = new_job(tmp_path, str(number), address=str(number))
        store.add(job)
        store.next_job()
        job.cancel(START_S + number / 1000)
    assert [job.id for job in store.expired(START_S + 1)] == ["0", "1"]


def test_a_closed_store_refuses_jobs(tmp_path: Path) -> None:
    store = JobStore(60)
    assert store.close() == []
    assert store.next_job() is None
    with pytest.raises(ApiError, match="stopping"):
        store.add(new_job(tmp_path))
