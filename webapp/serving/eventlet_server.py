"""Serves with eventlet: one thread, which switches between clients whenever one waits."""

import socket
from typing import Final

import eventlet.wsgi
from flask import Flask

from webapp.serving.websocket_unmasking import make_unmasking_fast

_IDLE_LIMIT_S: Final = 60
"""Seconds after which a silent HTTP connection is closed. WebSocket connections have pings of their own."""

_CONNECTIONS: Final = 4096
"""Connections at once; browsers open up to six each while a page loads."""


def serve(listener: socket.socket, app: Flask) -> None:
    make_unmasking_fast()
    eventlet.wsgi.server(
        listener,
        app,
        max_size=_CONNECTIONS,
        socket_timeout=_IDLE_LIMIT_S,
        log_output=False,
        debug=False,  # would send tracebacks to clients
    )
