"""Turns the failures of media workers into the API's problems, for pictures and videos alike."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from webapp.api.jobs.media_worker import MediaFailedError, MediaHungError, MediaLostError, MediaStartError
from webapp.wsgi.problem import ApiError, media_problem

log = logging.getLogger("posecast.media")

_RETRY_S: Final = 10


class MediaFailures:
    """The problems of one kind of upload, and whether failures are due to the server's stop."""

    def __init__(self, took_too_long: str, worker_lost: str) -> None:
        """The details of two problems: what happened, and what the client can do."""
        self._took_too_long = took_too_long
        self._worker_lost = worker_lost
        self.is_stopping = False

    @contextmanager
    def as_problems(self) -> Iterator[None]:
        """Raise ApiError in place of a media worker's errors inside `with`."""
        try:
            yield
        except MediaStartError as error:
            log.warning("a media worker could not start: %s", error)
            raise worker_busy("nothing can be decoded at the moment") from error
        except MediaFailedError as error:
            raise media_problem(error.code, error.message) from error
        except MediaLostError as error:
            raise self._lost(error) from error

    def _lost(self, error: MediaLostError) -> ApiError:
        if self.is_stopping:
            return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "stopping", "the server is stopping")
        if isinstance(error, MediaHungError):
            return media_problem("took-too-long", self._took_too_long)
        return media_problem("broke-the-decoder", self._worker_lost)


def worker_busy(why: str) -> ApiError:
    """Return the problem for an upload for which there is no media worker now."""
    return ApiError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "busy",
        f"{why}; send this again in {_RETRY_S} s",
        {"Retry-After": str(_RETRY_S)},
    )
