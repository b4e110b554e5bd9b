"""Problems as Flask's answers; also those that Flask finds itself, and our own mistakes."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import Response
from werkzeug.exceptions import HTTPException

from webapp.wsgi.problem import PROBLEM_TYPE, TITLES, ApiError, problem_fields

log = logging.getLogger("posecast.api")

_OF_STATUS: Final[Mapping[int, str]] = {
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
    416: "range-not-satisfiable",
}

_KEPT_HEADERS: Final = frozenset({"Allow", "Content-Range", "Retry-After"})


def problem_answer(problem: ApiError) -> Response:
    fields = problem_fields(problem.status, problem.code, problem.detail)
    return Response(json.dumps(fields), problem.status, problem.headers, content_type=PROBLEM_TYPE)


def http_answer(error: HTTPException) -> Response:
    """What Flask itself refuses."""
    status = HTTPStatus(error.code or 500)
    if isinstance(error.response, Response):  # a redirection
        return error.response
    code = _OF_STATUS.get(status, "bad-request" if status < 500 else "internal")
    headers = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    return problem_answer(ApiError(status, code, error.description or TITLES[code], headers))


def unexpected_answer(error: Exception) -> Response:
    """A mistake of ours: the log gets the traceback, the client gets none."""
    log.error("an API request failed", exc_info=error)
    return problem_answer(
        ApiError(
            HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "this request failed; the server's log says why"
        )
    )
