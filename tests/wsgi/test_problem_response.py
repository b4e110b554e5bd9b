"""Problem details as responses: headers that matter are kept, and faults of ours do not show their traceback."""

from http import HTTPStatus

import pytest
from flask import Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable, abort

from webapp.wsgi.problem import PROBLEM_TYPE, TITLES, ApiError
from webapp.wsgi.problem_response import http_exception_response, problem_response, unexpected_error_response


def test_an_error_becomes_problem_details() -> None:
    response = problem_response(
        ApiError(HTTPStatus.TOO_MANY_REQUESTS, "busy", "try again later", {"Retry-After": "5"})
    )
    assert (response.status_code, response.mimetype) == (429, PROBLEM_TYPE)
    assert response.headers["Retry-After"] == "5"
    assert response.get_json(force=True) == {
        "type": "about:blank",
        "title": TITLES["busy"],
        "status": 429,
        "detail": "try again later",
        "code": "busy",
    }


@pytest.mark.parametrize(
    ("error", "code", "header"),
    [
        (NotFound(), "not-found", None),
        (MethodNotAllowed(["GET"]), "method-not-allowed", ("Allow", "GET")),
        (RequestedRangeNotSatisfiable(9), "range-not-satisfiable", ("Content-Range", "bytes */9")),
    ],
)
def test_flask_s_own_refusals_have_a_code_and_keep_their_headers(
    error: HTTPException, code: str, header: tuple[str, str] | None
) -> None:
    response = http_exception_response(error)
    assert response.status_code == error.code
    assert response.get_json(force=True)["code"] == code
    if header is not None:
        assert response.headers[header[0]] == header[1]


def test_a_status_without_a_code_of_its_own_is_a_bad_request() -> None:
    with pytest.raises(HTTPException) as refused:
        abort(418)
    assert http_exception_response(refused.value).get_json(force=True)["code"] == "bad-request"


def test_a_redirection_stays_one() -> None:
    with pytest.raises(HTTPException) as refused:
        abort(Response(status=302, headers={"Location": "/elsewhere"}))
    assert http_exception_response(refused.value).headers["Location"] == "/elsewhere"


def test_the_traceback_of_a_fault_goes_to_the_log_only(caplog: pytest.LogCaptureFixture) -> None:
    response = unexpected_error_response(ValueError("secret"))
    assert response.status_code == 500
    assert "secret" not in response.get_data(as_text=True)
    assert "secret" in caplog.text
