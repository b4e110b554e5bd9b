"""Serves with a thread for each connection: werkzeug for HTTP, simple-websocket for WebSocket."""

import logging
import socket
from typing import Final

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

_IDLE_LIMIT_S: Final = 60
"""Seconds after which a silent connection is closed. The pings of WebSocket connections come more often."""


class _Handler(WSGIRequestHandler):
    disable_nagle_algorithm = True  # an answer in two writes would wait 40 ms between them
    timeout = _IDLE_LIMIT_S

    def connection_dropped(self, *_about: object) -> None:
        """The WebSocket library ends its connections this way; what is left on them is not another request."""
        self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the log has a line an event, not one a request."""


def serve(listener: socket.socket, app: Flask) -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    host, port = listener.getsockname()[:2]
    server = make_server(host, port, app, threaded=True, request_handler=_Handler, fd=listener.fileno())
    server.serve_forever()
