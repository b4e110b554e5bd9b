"""Refuses further connections while too many are open whose clients have not connected yet.

Whoever only opens connections costs memory for each, and a thread with --async-mode threading, until
webapp/realtime/timeouts.py closes them after some seconds.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from webapp.protocol import limits
from webapp.realtime.service import RealtimeService
from webapp.wsgi.middleware import WsgiApp

_SOCKETS_PATH: Final = "/socket.io/"
_RETRY_S: Final = 10
_REFUSAL: Final = b"server-full: too many connections are just being opened; try again in a moment\n"


class HandshakeLimit:
    """A WSGI application in front of another: opens no connection while limits.PENDING_CONNECTIONS are pending."""

    def __init__(self, app: WsgiApp, realtime: RealtimeService) -> None:
        self._app = app
        self._realtime = realtime

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not _opens(environ) or self._realtime.pending_connections < limits.PENDING_CONNECTIONS:
            return self._app(environ, start_response)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(_REFUSAL))),
            ("Retry-After", str(_RETRY_S)),
        ]
        start_response(f"{status.value} {status.phrase}", headers)
        return [_REFUSAL]


def _opens(environ: dict[str, Any]) -> bool:
    """As the socket library tells it: a request under its path that names no connection."""
    is_for_sockets = environ.get("PATH_INFO", "").startswith(_SOCKETS_PATH)
    return is_for_sockets and "sid" not in parse_qs(environ.get("QUERY_STRING", ""))
