"""Serves with eventlet: one thread, which switches between clients whenever one waits."""

import logging
import socket
import time
from typing import Any, Final

import eventlet.wsgi
from flask import Flask

log = logging.getLogger("posecast.web")

_IDLE_LIMIT_S: Final = 60
"""Seconds after which a silent HTTP connection is closed. WebSocket connections have pings of their own."""

_CONNECTIONS: Final = 4096
"""Connections at once; browsers open up to six each while a page loads. Further ones wait in the system's queue."""

_ACCEPT_PAUSE_S: Final = 0.5
"""Seconds until the next try when the system has no file left for a new connection."""


class PatientListener:
    """A listening socket whose `accept` never fails: after a failure, eventlet's server never accepts again."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener

    def accept(self) -> tuple[socket.socket, Any]:
        while True:
            try:
                return self._listener.accept()
            except OSError as error:
                log.warning("a connection could not be accepted: %s", error)
                time.sleep(_ACCEPT_PAUSE_S)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listener, name)


class _Protocol(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]
    def log_message(self, message: str, *arguments: object) -> None:
        """What is said about requests that are no HTTP; it would go to standard error in a shape of its own."""
        log.info("a request from %s: %s", self.client_address[0], message % arguments)


def serve(listener: socket.socket, app: Flask) -> None:
    eventlet.wsgi.server(
        PatientListener(listener),
        app,
        protocol=_Protocol,
        max_size=_CONNECTIONS,
        socket_timeout=_IDLE_LIMIT_S,
        log_output=False,
        debug=False,  # would send tracebacks to clients
    )
