"""The web server of the async mode eventlet: one thread, which switches to another client whenever one waits."""

import io
import logging
import socket
import time
from typing import Any, Final

import eventlet.wsgi

from webapp.serving.address_limit import AddressLimit
from webapp.serving.connection_limits import EVENTLET_LIMITS, ConnectionLimits
from webapp.serving.eventlet_body import LimitedBody
from webapp.serving.request_header import parse_strictly
from webapp.serving.timed_connection import TimedConnection
from webapp.serving.tls import HANDSHAKE_LIMIT_S, TlsContextSource, speaks_tls
from webapp.wsgi.middleware import WsgiApp

log = logging.getLogger("posecast.web")

_ACCEPT_PAUSE_S: Final = 0.5
"""Seconds until the next try when the system has no file left for a new connection."""


class EventletServer:
    """The WebServer of this mode; web_server.py prepares it."""

    def __init__(self, limits: ConnectionLimits = EVENTLET_LIMITS) -> None:
        self._limits = limits
        self._addresses = AddressLimit(limits.connections_an_address)

    def serve(self, listener: socket.socket, app: WsgiApp, tls: TlsContextSource | None = None) -> None:
        """Serve HTTP and WebSocket, for good. tls: given where connections should be TLS."""
        eventlet.wsgi.server(
            LimitedListener(listener, self._addresses),
            app,
            protocol=lambda connection_state, server: self._serve_one(connection_state, server, tls),
            max_size=self._limits.connections,
            socket_timeout=self._limits.idle_s,
            log_output=False,
            debug=False,  # would send tracebacks to clients
        )

    def _serve_one(self, connection_state: list[Any], server: Any, tls: TlsContextSource | None) -> None:
        """Serve a connection until its end. eventlet calls it in a green thread for each."""
        address = connection_state[0][0]
        try:
            if tls:
                _TlsProtocol(tls, connection_state, server, self._limits)
            else:
                _Protocol(connection_state, server, self._limits)
        finally:
            self._addresses.release(address)


class LimitedListener:
    """A listening socket whose `accept` closes connections of an address that has too many.

    It tries again after a failure: eventlet's server would never accept again.
    """

    def __init__(self, listener: socket.socket, addresses: AddressLimit) -> None:
        self._listener = listener
        self._addresses = addresses

    def accept(self) -> tuple[socket.socket, Any]:
        """Return a connection that the address limit has admitted."""
        while True:
            try:
                connection, address = self._listener.accept()
            except OSError as error:
                log.warning("a connection could not be accepted: %s", error)
                time.sleep(_ACCEPT_PAUSE_S)
                continue
            if self._addresses.admit(address[0]):
                return connection, address
            connection.close()
            time.sleep(0)  # else nobody would be served while such connections come

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listener, name)


class _Protocol(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]
    rfile: Any

    def __init__(self, connection_state: list[Any], server: Any, limits: ConnectionLimits) -> None:
        self._limits = limits
        super().__init__(connection_state, server)

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self.timed = self._timed_connection()
        self.rfile = io.BufferedReader(self.timed)

    def _timed_connection(self) -> TimedConnection:
        return TimedConnection(self.connection, self._limits)

    def _read_request_line(self) -> bytes:
        self.timed.await_request()
        time.sleep(0)  # lets other clients be served: a pipeline of requests may have arrived already
        return bytes(super()._read_request_line() or b"")

    def parse_request(self) -> bool:
        return parse_strictly(self, super().parse_request)

    def log_message(self, message: str, *arguments: object) -> None:
        """Log a request that is not HTTP; eventlet would write it to standard error, in another format."""
        log.info("a request from %s: %s", self.client_address[0], message % arguments)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        body = LimitedBody.from_input(environ["wsgi.input"], self.timed)
        terminated = {"wsgi.input_terminated": True} if body.chunked_input else {}
        return {
            **environ,
            **terminated,
            "wsgi.input": body,
            "eventlet.input": body,
            "posecast.timed_connection": self.timed,
        }


class _TlsProtocol(_Protocol):
    """Does the handshake first. A client that speaks plain HTTP is served too, and `wsgi.url_scheme` says so."""

    def __init__(
        self, tls: TlsContextSource, connection_state: list[Any], server: Any, limits: ConnectionLimits
    ) -> None:
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
        super().__init__(connection_state, server, limits)

    def _timed_connection(self) -> TimedConnection:
        return _TimedTlsConnection(self.connection, self._limits)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        return {**environ, "wsgi.url_scheme": "https" if self._is_secure else "http"}


class _TimedTlsConnection(TimedConnection):
    """With a limit for the whole read: eventlet has one for each part of a TLS record."""

    def _receive(self, connection: socket.socket, buffer: Any, limit_s: float) -> int:
        with eventlet.Timeout(limit_s, TimeoutError("the client is too slow")):
            return super()._receive(connection, buffer, limit_s)
