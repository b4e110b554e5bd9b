"""What can go wrong over HTTP, as problem details (RFC 9457): a code for programs, a sentence for people."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

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
    "bad-origin": "A page of another site, or another name than this server's",
    "no-such-job": "There is no such job",
    "no-such-result": "The job has no such result",
    # of the server
    "busy": "The server has enough to do",
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
    # of the pose workers: webapp/protocol/wire.py
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
