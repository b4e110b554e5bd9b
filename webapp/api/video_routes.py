"""POST /api/v1/video: receives a video and queues a job for it, which job_routes.py shows."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, jsonify, request

from webapp.api.concurrency_limit import ConcurrencyLimit
from webapp.api.jobs.job import Job, steady_time
from webapp.api.jobs.store import JobStore
from webapp.api.query_params import video_query
from webapp.api.uploads.receiver import UploadReceiver
from webapp.protocol.secret_token import new_token
from webapp.settings import ServerSettings

UPLOADS_AT_ONCE: Final = 8
UPLOADS_AN_ADDRESS: Final = 4


def add_video_route(
    api: Blueprint, store: JobStore, uploads: UploadReceiver, settings: ServerSettings, prefix: str
) -> None:
    limit = ConcurrencyLimit("video uploads", UPLOADS_AT_ONCE, UPLOADS_AN_ADDRESS, retry_s=10)

    @api.post("/video")
    def video() -> tuple[Response, int, dict[str, str]]:
        options = video_query(request.args.items(multi=True), settings.model)
        address = request.remote_addr or "?"
        store.check_limits(address)  # before 2 GB are sent in vain
        with limit.request_of(address), uploads.receive(request, "video", settings.max_upload) as upload:
            job = Job(new_token(), address, upload.name, options, upload.space, steady_time())
            store.add(job)
        view = job.view(store.keep_s, steady_time(), prefix)
        return jsonify(view), HTTPStatus.ACCEPTED, {"Location": f"{prefix}/jobs/{job.id}"}
