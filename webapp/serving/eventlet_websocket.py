"""WebSocket under eventlet: reads ahead, unmasks with NumPy, and sends joined messages in one write."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Final

import engineio.async_drivers.eventlet
import eventlet
import numpy as np
from engineio.async_drivers.eventlet import WebSocketWSGI
from eventlet.websocket import RFC6455WebSocket

from webapp.protocol.socketio_packet import JoinedMessages
from webapp.serving.websocket_budget import MeteredSocket

_READ_AHEAD_BYTES: Final = 65_536
"""Bytes read at once: two camera frames at 480×640. What is read beyond one message belongs to the next ones."""

_UNMASKING_METHOD: Final = "_apply_mask"
_UNMASKING_PARAMETERS: Final = ["data", "mask", "length", "offset"]


class UnmaskingError(Exception):
    """The installed eventlet unmasks in another way than the release that the patch was made for."""


class BufferedSocket:
    """A connection whose `recv` reads all that has arrived and returns it in the sizes that are asked for.

    eventlet asks for a frame over WebSocket in four pieces: two bytes, its length, its mask, its content. Each would be
    a system call, and those cost more than copying the content. All other attributes are the connection's own.
    """

    def __init__(self, connection: MeteredSocket) -> None:
        self._connection = connection
        self._buffer = b""
        self._start = 0  # of what `recv` has not returned yet

    def recv(self, size: int) -> bytes:
        """Return 1 to `size` bytes, or none at the end of the connection. Raises OSError."""
        if not self._buffer:
            data = self._connection.recv(max(size, _READ_AHEAD_BYTES))
            if len(data) <= size:
                return data
            self._buffer, self._start = data, 0
        start, end = self._start, self._start + size
        piece = self._buffer[start:end]
        if end >= len(self._buffer):
            self._buffer = b""  # an idle client keeps no memory
        self._start = end
        return piece

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def unmask(data: bytes, mask: Sequence[int], length: int | None = None, offset: int = 0) -> bytes:
    """XOR the first `length` bytes of data with the mask, starting at the mask's byte offset % 4 (RFC 6455, 5.3)."""
    count = len(data) if length is None else length
    start = offset % 4
    rotated = bytes([*mask[start:], *mask[:start]])
    words = count // 4
    rest = bytes(byte ^ rotated[place] for place, byte in enumerate(data[words * 4 : count]))
    if words == 0:
        return rest
    # Four bytes at a time: the mask is then a single number, and the XOR runs in C.
    unmasked = np.frombuffer(data, np.uint32, words) ^ np.frombuffer(rotated, np.uint32)
    return unmasked.tobytes() + rest


def use_fast_unmasking() -> None:
    """Put `unmask` in place of eventlet's method. Raises UnmaskingError where eventlet's is another than expected.

    A browser masks every message with four bytes. eventlet 0.41 undoes it byte by byte in Python: 8 ms for a frame of
    30 KB, in which no other client is served.
    """
    original = inspect.getattr_static(RFC6455WebSocket, _UNMASKING_METHOD, None)
    if not isinstance(original, staticmethod):
        raise UnmaskingError(_unknown_release("is gone"))
    if list(inspect.signature(original.__func__).parameters) != _UNMASKING_PARAMETERS:
        raise UnmaskingError(_unknown_release("has other parameters"))
    RFC6455WebSocket._apply_mask = staticmethod(unmask)  # noqa: SLF001


def uses_fast_unmasking() -> bool:
    return getattr(RFC6455WebSocket, _UNMASKING_METHOD, None) is unmask


def _unknown_release(what: str) -> str:
    return (
        f"eventlet {eventlet.__version__} is not the release that Posecast was made for: "
        f"RFC6455WebSocket.{_UNMASKING_METHOD} {what}. "
        "Install the pinned one (requirements.lock), or start with --async-mode threading"
    )


class JoiningWebSocket:
    """A WebSocket whose `send` also takes JoinedMessages, for one write. All else is eventlet's."""

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
        """Return the next message, None at the end of the connection or of its budget."""
        message: bytes | str | None = self._websocket.wait()
        return message

    @property
    def is_budget_exceeded(self) -> bool:
        return bool(self._websocket.socket.is_budget_exceeded)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._websocket, name)


class _JoiningWebSocketWsgi(WebSocketWSGI):  # type: ignore[misc]
    def __init__(self, handler: Callable[[Any], Any], server: Any) -> None:
        super().__init__(lambda websocket: handler(JoiningWebSocket(websocket)), server)


def accept_joined_messages() -> None:
    """Have Engine.IO's connections take JoinedMessages."""
    engineio.async_drivers.eventlet._async["websocket"] = _JoiningWebSocketWsgi  # noqa: SLF001
