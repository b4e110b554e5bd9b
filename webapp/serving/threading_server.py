"""The web server of the async mode threading: Werkzeug, with a thread for each connection."""

import io
import logging
import socket
import ssl
from threading import BoundedSemaphore
from typing import IO, Any, Final

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from webapp.serving.address_limit import AddressLimit
from webapp.serving.chunked_body import chunked_body
from webapp.serving.connection_limits import THREADING_LIMITS, ConnectionLimits
from webapp.serving.request_header import parse_strictly
from webapp.serving.timed_connection import TimedConnection
from webapp.serving.tls import HANDSHAKE_LIMIT_S, TlsContextSource, accept_tls, speaks_tls
from webapp.wsgi.middleware import WsgiApp

log = logging.getLogger("posecast.web")

_DRAIN_BYTES: Final = 64 * 2**20
"""Bytes that are still read of a request when its response has begun."""

_DRAIN_READ_BYTES: Final = 65_536


class ThreadingServer:
    """The WebServer of this mode; web_server.py prepares it."""

    def __init__(self, limits: ConnectionLimits = THREADING_LIMITS) -> None:
        self._limits = limits
        self._addresses = AddressLimit(limits.connections_an_address)

    def serve(self, listener: socket.socket, app: WsgiApp, tls: TlsContextSource | None = None) -> None:
        """Serve HTTP and WebSocket, for good. tls: given where connections should be TLS."""
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        host, port = listener.getsockname()[:2]
        server = _Server(
            *(host, port, app, _Handler), fd=listener.fileno(), limits=self._limits, addresses=self._addresses
        )
        server.tls = tls
        # Werkzeug only asks whether it is there: then errors of TLS are no reason for a traceback.
        server.ssl_context = tls.context if tls else None
        server.serve_forever()


class DrainedFile:
    """A connection's file that reads only a little more once the response has begun.

    Werkzeug reads what a client still sends then, so that clients that read the response only when they have sent all
    of it get to see it; but up to 10 GB, 10 MB at a time. Where reading fails then, it does not close the response, which
    keeps what the response holds.
    """

    def __init__(self, rfile: IO[bytes], timed: TimedConnection) -> None:
        """timed: where its bytes come from."""
        self._rfile = rfile
        self._timed = timed
        self._is_draining = False
        self._left = _DRAIN_BYTES

    def begin_drain(self) -> None:
        """Limit what is read from now on. Call it when the response begins."""
        if not self._is_draining:
            self._is_draining = True
            self._timed.begin_rest()

    def read(self, size: int = -1) -> bytes:
        if not self._is_draining:
            return self._rfile.read(size)
        if self._left <= 0:
            return b""
        try:
            data: bytes = self._rfile.read1(_DRAIN_READ_BYTES)  # type: ignore[attr-defined]
        except OSError:
            return b""
        self._left -= len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rfile, name)


class _Handler(WSGIRequestHandler):
    server: "_Server"
    disable_nagle_algorithm = True  # a response in two writes would wait 40 ms between them

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(self.server.limits.idle_s)
        self.rfile.close()
        self.timed = TimedConnection(self.connection, self.server.limits)
        self.rfile: Any = DrainedFile(io.BufferedReader(self.timed), self.timed)

    def parse_request(self) -> bool:
        return parse_strictly(self, super().parse_request)

    def send_response(self, code: int, message: str | None = None) -> None:
        self.rfile.begin_drain()
        super().send_response(code, message)

    def connection_dropped(self, *_about: object) -> None:
        """Close the connection: simple-websocket ends its own this way, and what is left there is no other request."""
        self.close_connection = True

    def log_error(self, message: str, *arguments: object) -> None:
        """Log a request that is not HTTP, and what took too long only when somebody looks for faults."""
        level = logging.DEBUG if self.timed.timed_out else logging.INFO
        log.log(level, "a request from %s: %s", self.client_address[0], message % arguments)

    def make_environ(self) -> dict[str, Any]:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        environ = super().make_environ()
        if "wsgi.input_terminated" in environ:
            environ["wsgi.input"] = chunked_body(self.rfile)
        self.timed.begin_body()
        return {
            **environ,
            "wsgi.url_scheme": scheme,
            "posecast.timed_connection": self.timed,
        }

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: the log has a line for each event, not for each request."""


class _Server(ThreadedWSGIServer):
    tls: TlsContextSource | None = None

    def __init__(self, *about: Any, limits: ConnectionLimits, addresses: AddressLimit, **more: Any) -> None:
        self.limits = limits
        self._addresses = addresses
        self._free_connections = BoundedSemaphore(limits.connections)
        super().__init__(*about, **more)

    def verify_request(self, _request: Any, client_address: Any) -> bool:
        """Return whether to serve this connection; else it is closed."""
        return self._addresses.admit(client_address[0])

    def process_request(self, request: Any, client_address: Any) -> None:
        self._free_connections.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:  # the system has no thread left
            self._release(client_address)
            raise

    def _release(self, client_address: Any) -> None:
        self._free_connections.release()
        self._addresses.release(client_address[0])

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._release(client_address)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Do the handshake first, in the connection's own thread.

        A client that speaks plain HTTP is served too, and `wsgi.url_scheme` says so.
        """
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(HANDSHAKE_LIMIT_S)
        try:
            connection = accept_tls(request, self.tls.context) if speaks_tls(request) else request
        except OSError as error:
            log.debug("no handshake with %s: %s", client_address, error)
            return
        try:
            super().finish_request(connection, client_address)
        finally:
            self.shutdown_request(connection)
