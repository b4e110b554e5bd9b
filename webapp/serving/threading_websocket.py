"""WebSocket of the async mode threading: simple-websocket with a size limit, whole sends, and a reader that ends."""

from contextlib import suppress
from functools import partial
from threading import Event, Lock
from typing import Any, Final

import engineio.async_drivers.threading
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from simple_websocket import ConnectionClosed

from webapp.protocol import limits
from webapp.protocol.socketio_packet import JoinedMessages
from webapp.serving.websocket_budget import MeteredSocket

_READ_BYTES: Final = 65536
"""Bytes read from a WebSocket at once. simple-websocket's 4096 would run its parser for each tenth of a frame."""

_END_CHECK_S: Final = 1.0
"""Seconds between checks whether an idle connection has ended."""

_SOCKET_KEY: Final = "werkzeug.socket"  # where simple-websocket looks for the connection


_LAST_WRITE_LIMIT_S: Final = 2.0
"""Seconds that a connection stays open whose budget is exceeded, so that its client is told. The library closes it as soon
as reading ends."""


class LimitedWebSocket(SimpleWebSocketWSGI):  # type: ignore[misc]
    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self._connection = SendAllSocket(MeteredSocket(environ[_SOCKET_KEY]))
        return super().__call__({**environ, _SOCKET_KEY: self._connection}, start_response)

    @property
    def is_budget_exceeded(self) -> bool:
        return self._connection.is_budget_exceeded

    def send(self, message: bytes | str | JoinedMessages) -> None:
        for each in message if isinstance(message, JoinedMessages) else (message,):
            super().send(each)

    def wait(self) -> bytes | str | None:
        """Return the next message, or None at the end of the connection or of its budget.

        simple-websocket wakes its reader before it notes the end of a connection whose message was too long; a reader
        that waited without a limit would then wait forever, with its thread.
        """
        message: bytes | str | None = None
        with suppress(ConnectionClosed):
            while message is None:
                message = self.ws.receive(timeout=_END_CHECK_S)
                if message is None and self.is_budget_exceeded:
                    break
        return message

    def close(self) -> None:
        super().close()
        self._connection.end()


class SendAllSocket:
    """A connection whose `send` sends the whole message, one message at a time.

    simple-websocket calls `send` once and takes all for sent. If a client reads slowly, or over TLS, it is only a part.
    All other attributes are the connection's own.
    """

    def __init__(self, connection: MeteredSocket) -> None:
        self._connection = connection
        self._lock = Lock()
        self._ended = Event()

    @property
    def is_budget_exceeded(self) -> bool:
        return self._connection.is_budget_exceeded

    def recv(self, size: int) -> bytes:
        """Return 1 to `size` bytes; none at the end of the connection or, once its client has been told, of its budget."""
        data = self._connection.recv(size)
        if not data and self.is_budget_exceeded:
            self._ended.wait(_LAST_WRITE_LIMIT_S)
        return data

    def end(self) -> None:
        """Let a reader go that waits until its client has been told."""
        self._ended.set()

    def send(self, data: bytes) -> int:
        with self._lock:  # the thread that reads also sends: replies to pings
            self._connection.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def use_limited_websocket() -> None:
    """Have Engine.IO's connections refuse messages that are too long while they arrive, not when they are read whole."""
    engineio.async_drivers.threading._async["websocket"] = partial(  # noqa: SLF001
        LimitedWebSocket, max_message_size=limits.MESSAGE_BYTES, receive_bytes=_READ_BYTES
    )
