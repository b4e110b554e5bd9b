"""Reads of a connection all that has come, and hands it on in the pieces that are asked for.

A frame over WebSocket is asked for in four pieces: two bytes, its length, its mask, its content. Each would be a call
of the system, and they cost more than copying the content.
"""

import socket
from typing import Any, Final

_PIECE_BYTES: Final = 65_536
"""Read at once: two camera frames at 480×640. What is read ahead of one message belongs to the next ones."""


class ReadAhead:
    """A connection whose `recv` gives what was read ahead; all else is the connection's own."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._ahead = b""
        self._taken = 0  # bytes of it that were handed on

    def recv(self, size: int) -> bytes:
        """Between 1 and `size` bytes; none at the end of the connection. Raises OSError."""
        if not self._ahead:
            data = self._connection.recv(max(size, _PIECE_BYTES))
            if len(data) <= size:
                return data
            self._ahead, self._taken = data, 0
        start, end = self._taken, self._taken + size
        piece = self._ahead[start:end]
        if end >= len(self._ahead):
            self._ahead = b""  # a silent client keeps no memory
        self._taken = end
        return piece

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
