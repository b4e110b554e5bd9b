"""GET and DELETE /api/v1/jobs/ID, and a job's results."""

from http import HTTPStatus
from pathlib import PurePath

from flask import Blueprint, Response, jsonify

from webapp.api.file_response import file_response
from webapp.api.jobs.job import Job, steady_time
from webapp.api.jobs.runner import JobRunner
from webapp.api.jobs.store import JobStore
from webapp.api.views import POSES, RESULT_TYPES
from webapp.wsgi.problem import ApiError


def add_job_routes(api: Blueprint, store: JobStore, runner: JobRunner, prefix: str) -> None:
    @api.get("/jobs/<job_id>")
    def job(job_id: str) -> Response:
        return jsonify(store.get(job_id).view(store.keep_s, steady_time(), prefix))

    @api.delete("/jobs/<job_id>")
    def delete(job_id: str) -> tuple[str, int]:
        runner.cancel(store.get(job_id))
        return "", HTTPStatus.NO_CONTENT

    @api.get(f"/jobs/<job_id>/results/{POSES}")  # an operation of its own in the OpenAPI document
    def poses(job_id: str) -> Response:
        return _result(store.get(job_id), POSES)

    @api.get("/jobs/<job_id>/results/<name>")
    def result(job_id: str, name: str) -> Response:
        return _result(store.get(job_id), name)


def _result(job: Job, name: str) -> Response:
    if name not in job.results:
        known = ", ".join(job.results) or f"none, it is {job.state}"
        raise ApiError(HTTPStatus.NOT_FOUND, "no-such-result", f"the results of this job are: {known}")
    stem = PurePath(job.name).stem
    try:
        return file_response(job.space.path / name, RESULT_TYPES[name], f"{stem}-{name}", as_attachment=False)
    except FileNotFoundError as error:  # the job was removed meanwhile
        raise ApiError(HTTPStatus.NOT_FOUND, "no-such-result", "the results were removed") from error
