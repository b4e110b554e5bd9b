"""The web server of the async mode threading: Werkzeug, with a thread for each connection."""

import logging
import socket
import ssl
import time
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import IO, Any, Final

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from webapp.serving.tls import HANDSHAKE_LIMIT_S, TlsContextSource, accept_tls, speaks_tls
from webapp.wsgi.middleware import WsgiApp

log = logging.getLogger("posecast.web")

_CONNECTIONS: Final = 1024
"""Connections at once, each of which has a thread. Further ones wait in the system's queue."""

_IDLE_LIMIT_S: Final = 60
"""Seconds after which an idle connection is closed. The pings of WebSocket connections come more often."""

_DRAIN_BYTES: Final = 64 * 2**20
_DRAIN_S: Final = 5.0
"""What is still read of a request when its response has begun."""

_DRAIN_READ_BYTES: Final = 65_536


class ThreadingServer:
    """The WebServer of this mode; web_server.py prepares it."""

    def serve(self, listener: socket.socket, app: WsgiApp, tls: TlsContextSource | None = None) -> None:
        """Serve HTTP and WebSocket, for good. tls: given where connections should be TLS."""
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        host, port = listener.getsockname()[:2]
        server = _Server(host, port, app, _Handler, fd=listener.fileno())
        server.tls = tls
        # Werkzeug only asks whether it is there: then errors of TLS are no reason for a traceback.
        server.ssl_context = tls.context if tls else None
        server.serve_forever()


class DrainedFile:
    """A connection's file that reads only a little more once the response has begun.

    Werkzeug reads what a client still sends then, so that clients that read the response only when they have sent all
    of it get to see it; but up to 10 GB, 10 MB at a time, and it waits for a client that stops sending until the
    connection counts as idle.
    """

    def __init__(self, rfile: IO[bytes]) -> None:
        self._rfile = rfile
        self._until_s: float | None = None
        self._left = _DRAIN_BYTES

    def begin_drain(self) -> None:
        """Limit what is read from now on. Call it when the response begins."""
        if self._until_s is None:
            self._until_s = time.monotonic() + _DRAIN_S

    def read(self, size: int = -1) -> bytes:
        if self._until_s is None:
            return self._rfile.read(size)
        if self._left <= 0 or time.monotonic() > self._until_s:
            return b""
        data: bytes = self._rfile.read1(_DRAIN_READ_BYTES)  # type: ignore[attr-defined]
        self._left -= len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rfile, name)


class _Handler(WSGIRequestHandler):
    disable_nagle_algorithm = True  # a response in two writes would wait 40 ms between them
    timeout = _IDLE_LIMIT_S

    def setup(self) -> None:
        super().setup()
        self.rfile: Any = DrainedFile(self.rfile)

    def parse_request(self) -> bool:
        """Refuse a length that is not a number: a negative one would be read to the connection's end."""
        if not super().parse_request():
            return False
        length = self.headers.get("Content-Length", "0")
        if length.isascii() and length.isdigit():
            return True
        self.close_connection = True  # where the next request begins is unknown
        self.send_error(HTTPStatus.BAD_REQUEST, "Content-Length is no number of bytes")
        return False

    def send_response(self, code: int, message: str | None = None) -> None:
        self.rfile.begin_drain()
        super().send_response(code, message)

    def connection_dropped(self, *_about: object) -> None:
        """Close the connection: simple-websocket ends its own this way, and what is left there is no other request."""
        self.close_connection = True

    def log_error(self, message: str, *arguments: object) -> None:
        """Log a request that is not HTTP."""
        log.info("a request from %s: %s", self.client_address[0], message % arguments)

    def make_environ(self) -> dict[str, Any]:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        return {
            **super().make_environ(),
            "wsgi.url_scheme": scheme,
            "posecast.connection": self.connection,
        }

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: the log has a line for each event, not for each request."""


class _Server(ThreadedWSGIServer):
    tls: TlsContextSource | None = None

    def __init__(self, *about: Any, **more: Any) -> None:
        self._free_connections = BoundedSemaphore(_CONNECTIONS)
        super().__init__(*about, **more)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._free_connections.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:  # the system has no thread left
            self._free_connections.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free_connections.release()

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
