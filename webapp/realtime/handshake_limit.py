"""Lets no further connection open while too many have not said who they are.

Whoever only opens connections costs memory for each, and a thread with --async-mode threading, until
webapp/realtime/socket_connections.py ends them after some seconds.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from webapp.protocol import limits
from webapp.wsgi.middleware import WsgiApp

_SOCKETS_PATH: Final = "/socket.io/"
_RETRY_S: Final = 10
_WORDS: Final = b"server-full: too many connections are just being opened; try again in a moment\n"


def without_too_many_strangers(app: WsgiApp, strangers: Callable[[], int]) -> WsgiApp:
    """The application, for which no connection opens while there are limits.STRANGERS. strangers: how many there are."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not _opens(environ) or strangers() < limits.STRANGERS:
            return app(environ, start_response)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(_WORDS))),
            ("Retry-After", str(_RETRY_S)),
        ]
        start_response(f"{status.value} {status.phrase}", headers)
        return [_WORDS]

    return serve


def _opens(environ: dict[str, Any]) -> bool:
    """As the socket library tells it: a request under its path that names no connection."""
    is_for_sockets = environ.get("PATH_INFO", "").startswith(_SOCKETS_PATH)
    return is_for_sockets and "sid" not in parse_qs(environ.get("QUERY_STRING", ""))
