"""Errors over HTTP as problem details (RFC 9457): a code for programs, a title and a sentence for people."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final, TypedDict

from msgspec import Meta

PROBLEM_TYPE: Final = "application/problem+json"

TITLES: Final[Mapping[str, str]] = {
    # about requests
    "not-found": "There is nothing at this address",
    "method-not-allowed": "This address does not take this method",
    "bad-parameter": "A parameter is not valid",
    "bad-request": "The request cannot be understood",
    "unsupported-media-type": "The server does not take a body of this type",
    "not-acceptable": "There is no response of the type that was asked for",
    "too-large": "The upload is too large",
    "upload-incomplete": "The upload ended early",
    "upload-too-slow": "The upload is too slow",
    "range-not-satisfiable": "The file is shorter than the range that was asked for",
    "bad-origin": "The request comes from a page of another site, or for a name that is not this server's",
    "no-such-job": "There is no such job",
    "no-such-result": "The job has no such result",
    # about the server
    "busy": "The server is busy",
    "disk-full": "The server has no space left for it",
    "no-worker": "No pose worker is free",
    "stopping": "The server is stopping",
    "took-too-long": "It took too long",
    "broke-the-decoder": "The process that decoded it crashed",
    "internal": "Something went wrong in the server",
    # about pictures and videos: webapp/media/problems.py
    "not-a-picture": "This is not a picture",
    "not-a-video": "This is not a video",
    "empty": "The file is empty",
    "truncated": "The file ends early",
    "damaged": "The file is damaged",
    "unsupported": "The server does not read files of this type",
    "too-many-pixels": "It has too many pixels",
    "too-many-frames": "The video is too long",
    "too-many-bytes": "It has too many bytes",
    "no-frames": "The video has no frames",
    "no-memory": "It needs too much memory",
    "unreadable": "The file cannot be read",
    "unwritable": "The result cannot be written",
    "no-room": "The server has no space left for it",
    # about the pose workers: webapp/protocol/wire.py
    "model-unavailable": "The model cannot be used on this server",
    "worker-lost": "The pose worker ended before it finished",
    "worker-hung": "The pose worker did not finish in time",
    "server-stopping": "The server is stopping",
}
"""Every code, and its title, which is the same whatever the details are."""

_MEDIA_STATUS: Final[Mapping[str, HTTPStatus]] = {
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
"""The status of those codes of the media worker that are not about the upload itself; all others are 422."""


class Problem(TypedDict):
    """What went wrong, as RFC 9457 says it."""

    type: Annotated[str, Meta(extra_json_schema={"const": "about:blank"})]
    title: Annotated[str, Meta(description="What the code means.")]
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: Annotated[str, Meta(description="What happened, and what to do about it.")]
    code: Annotated[str, Meta(description="For programs.", extra_json_schema={"enum": list(TITLES)})]


class ApiError(Exception):
    """A request that fails; the detail says what is wrong and what to do about it."""

    def __init__(
        self, status: HTTPStatus, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})


def media_problem(code: str, message: str) -> ApiError:
    """Return the error for a problem that the media worker reported; a code that is not known becomes `internal`."""
    known = code if code in TITLES else "internal"
    return ApiError(_MEDIA_STATUS.get(known, HTTPStatus.UNPROCESSABLE_ENTITY), known, message)


def problem_fields(status: int, code: str, detail: str) -> Problem:
    """Return the members of a problem details object."""
    return {"type": "about:blank", "title": TITLES[code], "status": status, "detail": detail, "code": code}
