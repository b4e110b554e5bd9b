"""What one WebSocket connection may send in a second, counted where it is read and before anything is parsed."""

import socket
import time
from typing import Any, Final

from webapp.protocol import limits
from webapp.protocol.token_bucket import TokenBucket

_FINAL_BIT: Final = 0x80
_MASK_BIT: Final = 0x80
_LENGTH_BITS: Final = 0x7F
_MASK_BYTES: Final = 4
_SHORTEST_HEADER: Final = 2
_LONGEST_HEADER: Final = 14
_EXTENDED_LENGTH_BYTES: Final = {126: 2, 127: 8}
"""Bytes of the length that follow the first two of a header, by the value that announces them (RFC 6455, 5.2)."""

_FRAGMENT_BYTES: Final = 1024
"""A fragment counts as a message of its own if it is shorter: browsers cut long messages into pieces of 100 KB, and a client
that cuts them smaller makes work."""


class InputBudget:
    """The messages and bytes that one connection may still send now."""

    def __init__(self, now_s: float) -> None:
        self._messages = TokenBucket(limits.MESSAGES_A_SECOND, limits.MESSAGE_BURST, now_s)
        self._bytes = TokenBucket(limits.BYTES_A_SECOND, limits.BYTE_BURST, now_s)
        self.is_exceeded = False

    def spend(self, messages: int, size: int, now_s: float) -> bool:
        """Count what has been read, in messages and bytes. Return False from the first time on that it is too much."""
        if not (self._messages.allows(now_s, messages) and self._bytes.allows(now_s, size)):
            self.is_exceeded = True
        return not self.is_exceeded


class FrameCounter:
    """Counts the messages in a stream of WebSocket frames, given in pieces of any size.

    Pings and other control frames count, too: the libraries answer them on their own, without giving a turn away.
    """

    def __init__(self) -> None:
        self._payload_left = 0  # bytes until the next frame's header
        self._header = b""  # what has come of a header that is not complete

    def count(self, data: bytes) -> int:
        """Return the number of messages whose frames' headers are complete with this piece."""
        messages = position = 0
        while position < len(data):
            if self._payload_left:
                skipped = min(self._payload_left, len(data) - position)
                self._payload_left -= skipped
                position += skipped
                continue
            header = self._header + data[position : position + _LONGEST_HEADER - len(self._header)]
            length = _header_length(header)
            if length > len(header):
                self._header = header
                break
            position += length - len(self._header)
            self._header = b""
            self._payload_left = _payload_length(header)
            messages += bool(header[0] & _FINAL_BIT) or self._payload_left < _FRAGMENT_BYTES
        return messages


def _header_length(header: bytes) -> int:
    """Return the bytes of a header; of one that is not complete, at least one more than there are."""
    if len(header) < _SHORTEST_HEADER:
        return _SHORTEST_HEADER
    extended = _EXTENDED_LENGTH_BYTES.get(header[1] & _LENGTH_BITS, 0)
    return _SHORTEST_HEADER + extended + (_MASK_BYTES if header[1] & _MASK_BIT else 0)


def _payload_length(header: bytes) -> int:
    short = header[1] & _LENGTH_BITS
    extended = _EXTENDED_LENGTH_BYTES.get(short)
    if extended is None:
        return short
    return int.from_bytes(header[_SHORTEST_HEADER : _SHORTEST_HEADER + extended], "big")


class MeteredSocket:
    """A WebSocket connection that looks ended to its reader once its client has sent too much.

    All other attributes are the connection's own.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._budget = InputBudget(time.monotonic())
        self._frames = FrameCounter()

    @property
    def is_budget_exceeded(self) -> bool:
        return self._budget.is_exceeded

    def recv(self, size: int) -> bytes:
        """Return 1 to `size` bytes, or none at the end of the connection or of its budget. Raises OSError."""
        data = b"" if self._budget.is_exceeded else self._connection.recv(size)
        is_within = self._budget.spend(self._frames.count(data), len(data), time.monotonic())
        return data if is_within else b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
