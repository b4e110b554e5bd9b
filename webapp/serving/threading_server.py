"""Serves with a thread for each connection: werkzeug for HTTP, simple-websocket for WebSocket."""

import logging
import socket
from contextlib import suppress
from functools import partial
from typing import Final

import engineio.async_drivers.threading
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from flask import Flask
from simple_websocket import ConnectionClosed
from werkzeug.serving import WSGIRequestHandler, make_server

from webapp import limits

log = logging.getLogger("posecast.web")

_IDLE_LIMIT_S: Final = 60
"""Seconds after which a silent connection is closed. The pings of WebSocket connections come more often."""


_READ_BYTES: Final = 65536
"""Bytes read from a WebSocket at once. The library's 4096 means a turn of its parser for each tenth of a frame."""


_LOOK_S: Final = 1.0
"""Seconds between looks whether a silent connection has ended."""


class _AttentiveWebSocket(SimpleWebSocketWSGI):  # type: ignore[misc]
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


class _Handler(WSGIRequestHandler):
    disable_nagle_algorithm = True  # an answer in two writes would wait 40 ms between them
    timeout = _IDLE_LIMIT_S

    def connection_dropped(self, *_about: object) -> None:
        """The WebSocket library ends its connections this way; what is left on them is not another request."""
        self.close_connection = True

    def log_error(self, message: str, *arguments: object) -> None:
        """What is said about requests that are no HTTP."""
        log.info("a request from %s: %s", self.client_address[0], message % arguments)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the log has a line an event, not one a request."""


def serve(listener: socket.socket, app: Flask) -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    host, port = listener.getsockname()[:2]
    _limit_messages()
    server = make_server(host, port, app, threaded=True, request_handler=_Handler, fd=listener.fileno())
    server.serve_forever()


def _limit_messages() -> None:
    """Have messages refused while they come in; by itself the library first takes them in, however long they are."""
    engineio.async_drivers.threading._async["websocket"] = partial(  # noqa: SLF001
        _AttentiveWebSocket, max_message_size=limits.MESSAGE_BYTES, receive_bytes=_READ_BYTES
    )
