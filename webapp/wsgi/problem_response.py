"""Problem details as Flask's responses: those of our own, of Flask's own refusals, and of unexpected exceptions."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import Response
from werkzeug.exceptions import HTTPException

from webapp.wsgi.problem import PROBLEM_TYPE, TITLES, ApiError, problem_fields

log = logging.getLogger("posecast.api")

_CODES: Final[Mapping[int, str]] = {
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
    416: "range-not-satisfiable",
}
"""The code for a status of Flask's; of all others below 500 it is `bad-request`."""

_KEPT_HEADERS: Final = frozenset({"Allow", "Content-Range", "Retry-After"})


def problem_response(error: ApiError) -> Response:
    fields = problem_fields(error.status, error.code, error.detail)
    return Response(json.dumps(fields), error.status, error.headers, content_type=PROBLEM_TYPE)


def http_exception_response(error: HTTPException) -> Response:
    """Return the response for a request that Flask itself refuses."""
    status = HTTPStatus(error.code or 500)
    if isinstance(error.response, Response):  # a redirection
        return error.response
    code = _CODES.get(status, "bad-request" if status < 500 else "internal")
    headers = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    return problem_response(ApiError(status, code, error.description or TITLES[code], headers))


def unexpected_error_response(error: Exception) -> Response:
    """Log the traceback of a fault of ours, and return a response that does not show it."""
    log.error("an API request failed", exc_info=error)
    return problem_response(
        ApiError(
            HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "this request failed; the server's log says why"
        )
    )
