"""WebSocket under eventlet: reads ahead, and writes messages that are said together at once."""

from collections.abc import Callable
from typing import Any

import engineio.async_drivers.eventlet
from engineio.async_drivers.eventlet import WebSocketWSGI
from eventlet.websocket import RFC6455WebSocket

from webapp.protocol.socketio_packet import JoinedMessages


class JoiningWebSocket:
    """A WebSocket that takes JoinedMessages, too; all else is the library's."""

    def __init__(self, websocket: RFC6455WebSocket) -> None:
        self._websocket = websocket

    def send(self, message: bytes | str | JoinedMessages) -> None:
        websocket = self._websocket
        if isinstance(message, JoinedMessages):
            frames = [websocket._pack_message(each) for each in message]  # noqa: SLF001
            websocket._send(b"".join(frames))  # noqa: SLF001 - what its own `send` does with one
        else:
            websocket.send(message)

    def wait(self) -> bytes | str | None:
        """The next message, None at the end of the connection."""
        message: bytes | str | None = self._websocket.wait()
        return message

    def __getattr__(self, name: str) -> Any:
        return getattr(self._websocket, name)


class _JoiningWsgi(WebSocketWSGI):  # type: ignore[misc]
    def __init__(self, handler: Callable[[Any], Any], server: Any) -> None:
        super().__init__(lambda websocket: handler(JoiningWebSocket(websocket)), server)


def join_messages() -> None:
    """Have the Engine.IO servers that are made from now on take JoinedMessages."""
    engineio.async_drivers.eventlet._async["websocket"] = _JoiningWsgi  # noqa: SLF001
