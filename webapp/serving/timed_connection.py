"""What a client sends on a connection, with a limit of time for each part of a request.

A limit for each read would let a client spread its header over hours, a byte at a time.
"""

import io
import socket
import time
from contextlib import suppress
from typing import Any, Final, Literal

from webapp.serving.connection_limits import ConnectionLimits

_DISCARD_READ_BYTES: Final = 65_536


class TimedConnection(io.RawIOBase):
    """Reads a connection. Raises TimeoutError once a part of a request takes too long, and from then on at every read.

    The first header's time begins with the connection.
    """

    def __init__(self, connection: socket.socket, limits: ConnectionLimits) -> None:
        self._connection = connection
        self._limits = limits
        self._part: Literal["pause", "header", "unread body", "body", "rest"] = "header"
        self._until_s = time.monotonic() + limits.header_s
        self.timed_out = False

    def await_request(self) -> None:
        """Allow a pause until the next header begins. Call it before each request."""
        if self._part != "header":
            self._begin("pause", self._limits.idle_s)

    def begin_body(self) -> None:
        """Have the body's time begin with its first read: the application may do something else before."""
        self._part = "unread body"

    def begin_rest(self) -> None:
        """Have all that is still read of this request share one limit, since it has been answered."""
        self._begin("rest", self._limits.rest_s)

    def discard_rest(self, limit_bytes: int) -> None:
        """Read what still comes, until the client closes the connection, to so many bytes: closing one with unread bytes
        resets it, and the client would not get to see the answer.
        """
        self.begin_rest()
        buffer = bytearray(_DISCARD_READ_BYTES)
        with suppress(OSError):
            while limit_bytes > 0 and (count := self.readinto(buffer)):
                limit_bytes -= count
                time.sleep(0)  # lets other clients be served

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._part == "unread body":
            self._begin("body", self._limits.body_grace_s)
        left_s = self._until_s - time.monotonic()
        try:
            if self.timed_out or left_s <= 0:
                raise TimeoutError("the client is too slow")
            count = self._receive(self._connection, buffer, left_s)
        except TimeoutError:
            self.timed_out = True
            raise
        if self._part == "pause":
            self._begin("header", self._limits.header_s)
        elif self._part == "body":
            self._until_s += count / self._limits.body_bytes_a_second
        return count

    def _begin(self, part: Literal["pause", "header", "body", "rest"], limit_s: float) -> None:
        self._part = part
        self._until_s = time.monotonic() + limit_s

    def _receive(self, connection: socket.socket, buffer: Any, limit_s: float) -> int:
        connection.settimeout(limit_s)
        try:
            return connection.recv_into(buffer)
        finally:
            connection.settimeout(self._limits.idle_s)  # of what is written
