"""Serves with eventlet: one thread, which switches between clients whenever one waits."""

import logging
import socket
import time
from functools import partial
from typing import Any, Final

import eventlet.wsgi

from webapp.serving.eventlet_body import PatientBody
from webapp.serving.eventlet_websocket import join_messages
from webapp.serving.tls_handshake import GREETING_LIMIT_S, Tls, speaks_tls
from webapp.wsgi.middleware import WsgiApp

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

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        body = PatientBody.in_place_of(environ["wsgi.input"])
        whole = {"wsgi.input_terminated": True} if body.chunked_input else {}
        return {
            **environ,
            **whole,
            "wsgi.input": body,
            "eventlet.input": body,
            "posecast.connection": self.connection,
        }


class _TlsProtocol(_Protocol):
    """Greets first; a client that speaks plain HTTP where TLS is expected is served too, and `url_scheme` tells."""

    def __init__(self, tls: Tls, connection_state: list[Any], server: Any) -> None:
        connection = connection_state[1]
        try:
            # A limit for all of it: one for each read would let a client spread its handshake over hours.
            with eventlet.Timeout(GREETING_LIMIT_S, TimeoutError("no handshake")):
                self._is_secure = speaks_tls(connection)
                if self._is_secure:
                    connection = tls.context.wrap_socket(
                        connection, server_side=True, do_handshake_on_connect=False
                    )
                    connection_state[1] = connection  # the server closes what stands here
                    connection.do_handshake()
        except OSError as error:
            log.debug("no handshake with %s: %s", connection_state[0], error)
            return
        connection.settimeout(server.socket_timeout)
        super().__init__(connection_state, server)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        return {**environ, "wsgi.url_scheme": "https" if self._is_secure else "http"}


def serve(listener: socket.socket, app: WsgiApp, tls: Tls | None = None) -> None:
    """Serve for good. tls: where it is given, connections are expected to be TLS."""
    join_messages()
    eventlet.wsgi.server(
        PatientListener(listener),
        app,
        protocol=partial(_TlsProtocol, tls) if tls else _Protocol,
        max_size=_CONNECTIONS,
        socket_timeout=_IDLE_LIMIT_S,
        log_output=False,
        debug=False,  # would send tracebacks to clients
    )
