"""Failures of media workers as clients see them."""

from http import HTTPStatus

import pytest

from webapp.api.jobs.media_failures import MediaFailures
from webapp.api.jobs.media_worker import (
    MediaFailedError,
    MediaHungError,
    MediaLostError,
    MediaStartError,
)
from webapp.wsgi.problem import ApiError


def failures() -> MediaFailures:
    return MediaFailures(took_too_long="send a shorter one", worker_lost="convert it")


@pytest.mark.parametrize(
    ("error", "status", "code", "detail"),
    [
        (MediaHungError("was silent for 20 s"), 422, "took-too-long", "send a shorter one"),
        (MediaLostError("was ended by SIGSEGV"), 422, "broke-the-decoder", "convert it"),
        (MediaFailedError("truncated", "send it whole"), 422, "truncated", "send it whole"),
        (
            MediaStartError("no memory"),
            503,
            "busy",
            "nothing can be decoded at the moment; send this again in 10 s",
        ),
    ],
)
def test_each_failure_has_its_problem(error: Exception, status: int, code: str, detail: str) -> None:
    with pytest.raises(ApiError) as raised, failures().as_problems():
        raise error
    assert (raised.value.status, raised.value.code, raised.value.detail) == (status, code, detail)


def test_a_worker_that_is_lost_while_the_server_stops_is_not_the_files_fault() -> None:
    stopping = failures()
    stopping.is_stopping = True
    with pytest.raises(ApiError) as raised, stopping.as_problems():
        raise MediaHungError("was silent for 20 s")
    assert (raised.value.status, raised.value.code) == (503, "stopping")


def test_other_errors_pass() -> None:
    with pytest.raises(ApiError, match="busy already"), failures().as_problems():
        raise ApiError(HTTPStatus.TOO_MANY_REQUESTS, "busy", "busy already")
