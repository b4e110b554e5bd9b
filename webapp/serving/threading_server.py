"""Serves with a thread for each connection: werkzeug for HTTP, simple-websocket for WebSocket."""

import logging
import socket
import ssl
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from typing import Any, Final

import engineio.async_drivers.threading
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from simple_websocket import ConnectionClosed
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from webapp.protocol import limits
from webapp.protocol.socketio_packet import JoinedMessages
from webapp.serving.threading_drain import UnwantedRest
from webapp.serving.threading_tls import SharedTlsSocket
from webapp.serving.tls_handshake import GREETING_LIMIT_S, Tls, speaks_tls
from webapp.wsgi.middleware import WsgiApp

log = logging.getLogger("posecast.web")

_CONNECTIONS: Final = 1024
"""Connections at once, each of which has a thread. Further ones wait in the system's queue."""

_IDLE_LIMIT_S: Final = 60
"""Seconds after which a silent connection is closed. The pings of WebSocket connections come more often."""


_READ_BYTES: Final = 65536
"""Bytes read from a WebSocket at once. The library's 4096 means a turn of its parser for each tenth of a frame."""


_LOOK_S: Final = 1.0
"""Seconds between looks whether a silent connection has ended."""

_SOCKET_KEY: Final = "werkzeug.socket"  # where the library looks for the connection


class _AttentiveWebSocket(SimpleWebSocketWSGI):  # type: ignore[misc]
    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        whole = {**environ, _SOCKET_KEY: WholeSends(environ[_SOCKET_KEY])}
        return super().__call__(whole, start_response)

    def send(self, message: bytes | str | JoinedMessages) -> None:
        for each in message if isinstance(message, JoinedMessages) else (message,):
            super().send(each)

    def wait(self) -> bytes | str | None:
        """The next message, or None at the end of the connection.

        The library wakes its reader before it notes the end of a connection whose message was too long; a reader
        that waited without a limit would then wait for ever, with its thread.
        """
        message: bytes | str | None = None
        with suppress(ConnectionClosed):
            while message is None:
                message = self.ws.receive(timeout=_LOOK_S)
        return message


class WholeSends:
    """A connection whose `send` sends everything, one message at a time.

    The library calls `send` once and takes all for sent. To a client that reads slowly, or over TLS, it is only a part.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._turn = Lock()

    def send(self, data: bytes) -> int:
        with self._turn:  # its reading thread sends too: answers to pings
            self._connection.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Handler(WSGIRequestHandler):
    disable_nagle_algorithm = True  # an answer in two writes would wait 40 ms between them
    timeout = _IDLE_LIMIT_S

    def setup(self) -> None:
        super().setup()
        self.rfile: Any = UnwantedRest(self.rfile)

    def parse_request(self) -> bool:
        """Refuses lengths that are none: the socket library reads a negative one to the connection's end."""
        if not super().parse_request():
            return False
        length = self.headers.get("Content-Length", "0")
        if length.isascii() and length.isdigit():
            return True
        self.close_connection = True  # nobody knows where the next request begins
        self.send_error(HTTPStatus.BAD_REQUEST, "Content-Length is no number of bytes")
        return False

    def send_response(self, code: int, message: str | None = None) -> None:
        self.rfile.begin()
        super().send_response(code, message)

    def connection_dropped(self, *_about: object) -> None:
        """The WebSocket library ends its connections this way; what is left on them is not another request."""
        self.close_connection = True

    def log_error(self, message: str, *arguments: object) -> None:
        """What is said about requests that are no HTTP."""
        log.info("a request from %s: %s", self.client_address[0], message % arguments)

    def make_environ(self) -> dict[str, Any]:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        return {
            **super().make_environ(),
            "wsgi.url_scheme": scheme,
            "posecast.connection": self.connection,
        }

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the log has a line an event, not one a request."""


class _Server(ThreadedWSGIServer):
    tls: Tls | None = None

    def __init__(self, *about: Any, **more: Any) -> None:
        self._places = BoundedSemaphore(_CONNECTIONS)
        super().__init__(*about, **more)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._places.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:  # the system has no thread left
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Greets first, in the connection's own thread; `url_scheme` tells who speaks plain HTTP nevertheless."""
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(GREETING_LIMIT_S)
        try:
            is_secure = speaks_tls(request)
            connection = SharedTlsSocket.greet(request, self.tls.context) if is_secure else request
        except OSError as error:
            log.debug("no handshake with %s: %s", client_address, error)
            return
        try:
            super().finish_request(connection, client_address)
        finally:
            self.shutdown_request(connection)


def serve(listener: socket.socket, app: WsgiApp, tls: Tls | None = None) -> None:
    """Serve for good. tls: where it is given, connections are expected to be TLS."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    host, port = listener.getsockname()[:2]
    _limit_messages()
    server = _Server(host, port, app, _Handler, fd=listener.fileno())
    server.tls = tls
    # Only asked whether errors of TLS can come, which are then no reason for a traceback.
    server.ssl_context = tls.context if tls else None
    server.serve_forever()


def _limit_messages() -> None:
    """Have messages refused while they come in; by itself the library first takes them in, however long they are."""
    engineio.async_drivers.threading._async["websocket"] = partial(  # noqa: SLF001
        _AttentiveWebSocket, max_message_size=limits.MESSAGE_BYTES, receive_bytes=_READ_BYTES
    )
