"""What can go wrong over HTTP, as problem details (RFC 9457): a code for programs, a sentence for people."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import Response
from werkzeug.exceptions import HTTPException

log = logging.getLogger("posecast.api")

PROBLEM_TYPE: Final = "application/problem+json"

TITLES: Final[Mapping[str, str]] = {
    # of requests
    "not-found": "There is nothing at this address",
    "method-not-allowed": "This address does not take this method",
    "bad-parameter": "A parameter is not what it should be",
    "bad-request": "The request cannot be understood",
    "unsupported-media-type": "The body is of a kind that is not taken here",
    "not-acceptable": "There is no answer of the kind that was asked for",
    "too-large": "The upload is too large",
    "upload-incomplete": "The upload ended early",
    "upload-too-slow": "The upload takes too long",
    "range-not-satisfiable": "The file is shorter than that",
    "no-such-job": "There is no such job",
    "no-such-result": "The job has no such result",
    # of the server
    "busy": "The server has enough to do",
    "too-many-uploads": "Too many uploads at once",
    "disk-full": "The server has no room",
    "no-worker": "No pose worker has time",
    "stopping": "The server is stopping",
    "took-too-long": "It took too long",
    "broke-the-decoder": "Decoding it ended the process that did it",
    "internal": "Something went wrong in the server",
    # of pictures and videos: webapp/media/problems.py
    "not-a-picture": "This is not a picture",
    "not-a-video": "This is not a video",
    "empty": "The file is empty",
    "truncated": "The file ends early",
    "damaged": "The file is damaged",
    "unsupported": "The file is of a kind that is not read here",
    "too-many-pixels": "It has too many pixels",
    "too-many-bytes": "It has too many bytes",
    "no-frames": "The video has no pictures",
    "no-memory": "It takes too much memory",
    "unreadable": "The file cannot be read",
    "unwritable": "The result cannot be written",
    "no-room": "The server has no room",
    # of the pose workers: webapp/wire.py
    "model-unavailable": "The model cannot be used on this server",
    "worker-lost": "The pose worker was lost with it",
    "worker-hung": "The pose worker did not finish it",
    "server-stopping": "The server is stopping",
}
"""Every code there is, and what it means whatever the details are."""

_OF_THE_SERVER: Final[Mapping[str, HTTPStatus]] = {
    "internal": HTTPStatus.INTERNAL_SERVER_ERROR,
    "unreadable": HTTPStatus.INTERNAL_SERVER_ERROR,
    "unwritable": HTTPStatus.INTERNAL_SERVER_ERROR,
    "worker-lost": HTTPStatus.INTERNAL_SERVER_ERROR,
    "worker-hung": HTTPStatus.INTERNAL_SERVER_ERROR,
    "no-room": HTTPStatus.INSUFFICIENT_STORAGE,
    "disk-full": HTTPStatus.INSUFFICIENT_STORAGE,
    "no-worker": HTTPStatus.SERVICE_UNAVAILABLE,
    "server-stopping": HTTPStatus.SERVICE_UNAVAILABLE,
    "model-unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "too-many-bytes": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
"""Status of the codes that the media process may give; all others are about the upload itself, 422."""

_OF_STATUS: Final[Mapping[int, str]] = {
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
    416: "range-not-satisfiable",
}


class ApiError(Exception):
    """A request that gets no result; the detail says what is wrong and what to do about it."""

    def __init__(
        self, status: HTTPStatus, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})


def media_problem(code: str, message: str) -> ApiError:
    """What the media process said, as an answer."""
    known = code if code in TITLES else "internal"
    return ApiError(_OF_THE_SERVER.get(known, HTTPStatus.UNPROCESSABLE_ENTITY), known, message)


def problem_fields(status: int, code: str, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": TITLES[code], "status": status, "detail": detail, "code": code}


def problem_answer(problem: ApiError) -> Response:
    fields = problem_fields(problem.status, problem.code, problem.detail)
    return Response(json.dumps(fields), problem.status, problem.headers, content_type=PROBLEM_TYPE)


def http_answer(error: HTTPException) -> Response:
    """What Flask itself refuses."""
    status = HTTPStatus(error.code or 500)
    if isinstance(error.response, Response):  # a redirection
        return error.response
    code = _OF_STATUS.get(status, "bad-request" if status < 500 else "internal")
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return problem_answer(ApiError(status, code, error.description or TITLES[code], headers))


def unexpected_answer(error: Exception) -> Response:
    """A mistake of ours: the log gets the traceback, the client gets none."""
    log.error("an API request failed", exc_info=error)
    return problem_answer(
        ApiError(
            HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "this request failed; the server's log says why"
        )
    )
