"""The web server of the async mode eventlet: one thread, which switches to another client whenever one waits."""

import logging
import socket
import time
from functools import partial
from typing import Any, Final

import eventlet.wsgi

from webapp.serving.eventlet_body import LimitedBody
from webapp.serving.tls import HANDSHAKE_LIMIT_S, TlsContextSource, speaks_tls
from webapp.wsgi.middleware import WsgiApp

log = logging.getLogger("posecast.web")

_IDLE_LIMIT_S: Final = 60
"""Seconds after which an idle HTTP connection is closed. WebSocket connections have pings of their own."""

_CONNECTIONS: Final = 4096
"""Connections at once; browsers open up to six each while a page loads. Further ones wait in the system's queue."""

_ACCEPT_PAUSE_S: Final = 0.5
"""Seconds until the next try when the system has no file left for a new connection."""


class EventletServer:
    """The WebServer of this mode; web_server.py prepares it."""

    def serve(self, listener: socket.socket, app: WsgiApp, tls: TlsContextSource | None = None) -> None:
        """Serve HTTP and WebSocket, for good. tls: given where connections should be TLS."""
        eventlet.wsgi.server(
            RetryingListener(listener),
            app,
            protocol=partial(_TlsProtocol, tls) if tls else _Protocol,
            max_size=_CONNECTIONS,
            socket_timeout=_IDLE_LIMIT_S,
            log_output=False,
            debug=False,  # would send tracebacks to clients
        )


class RetryingListener:
    """A listening socket whose `accept` tries again: after one failure, eventlet's server would never accept again."""

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
        """Log a request that is not HTTP; eventlet would write it to standard error, in another format."""
        log.info("a request from %s: %s", self.client_address[0], message % arguments)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        body = LimitedBody.from_input(environ["wsgi.input"])
        terminated = {"wsgi.input_terminated": True} if body.chunked_input else {}
        return {
            **environ,
            **terminated,
            "wsgi.input": body,
            "eventlet.input": body,
            "posecast.connection": self.connection,
        }


class _TlsProtocol(_Protocol):
    """Does the handshake first. A client that speaks plain HTTP is served too, and `wsgi.url_scheme` says so."""

    def __init__(self, tls: TlsContextSource, connection_state: list[Any], server: Any) -> None:
        connection = connection_state[1]
        try:
            # A limit for all of it: one for each read would let a client spread its handshake over hours.
            with eventlet.Timeout(HANDSHAKE_LIMIT_S, TimeoutError("no handshake")):
                self._is_secure = speaks_tls(connection)
                if self._is_secure:
                    connection = tls.context.wrap_socket(
                        connection, server_side=True, do_handshake_on_connect=False
                    )
                    connection_state[1] = connection  # which the server closes in the end
                    connection.do_handshake()
        except OSError as error:
            log.debug("no handshake with %s: %s", connection_state[0], error)
            return
        connection.settimeout(server.socket_timeout)
        super().__init__(connection_state, server)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        return {**environ, "wsgi.url_scheme": "https" if self._is_secure else "http"}
