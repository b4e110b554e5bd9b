"""Framed messages between the web process and a child process, over a Unix socket pair.

A message is its length as four bytes, little-endian, and then a msgpack map. A pose worker first says that it is ready,
or why it cannot be, and then answers each PoseRequest with one WorkerReply (protocol/pose_request.py). What a media
worker sends and receives stands in protocol/media_task.py.
"""

import socket
import struct
import time
from typing import Any, Final, cast

import msgpack

_LENGTH: Final = struct.Struct("<I")
_MESSAGE_LIMIT: Final = 64 * 2**20
"""Bytes of one message at most; a greater length means that an end has lost its place in the stream."""


class ChannelClosedError(Exception):
    """The process at the other end closed the channel or ended."""


class WorkerChannel:
    """One end of the socket pair. For one thread at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, message: object, within_s: float | None = None) -> None:
        """Send one message. Raises TimeoutError, ChannelClosedError."""
        body = msgpack.packb(message)
        self._connection.settimeout(within_s)
        try:
            self._connection.sendall(_LENGTH.pack(len(body)) + body)
        except TimeoutError:
            raise
        except OSError as error:
            raise ChannelClosedError from error

    def receive(self, within_s: float | None = None) -> dict[str, Any]:
        """Return the next message. Raises TimeoutError, ChannelClosedError."""
        deadline_s = None if within_s is None else time.monotonic() + within_s
        (length,) = _LENGTH.unpack(self._receive_exactly(_LENGTH.size, deadline_s))
        if length > _MESSAGE_LIMIT:
            raise ChannelClosedError(f"a message of {length:,} bytes was announced")
        body = self._receive_exactly(length, deadline_s)
        return cast("dict[str, Any]", msgpack.unpackb(body))

    def wait(self, within_s: float) -> None:
        """Wait until a message begins, and do not read it. Raises TimeoutError, ChannelClosedError."""
        self._receive_some(1, time.monotonic() + within_s, socket.MSG_PEEK)

    def close(self) -> None:
        self._connection.close()

    def _receive_exactly(self, count: int, deadline_s: float | None) -> bytearray:
        received = bytearray()
        while len(received) < count:
            received += self._receive_some(count - len(received), deadline_s)
        return received

    def _receive_some(self, at_most: int, deadline_s: float | None, flags: int = 0) -> bytes:
        # A timeout of 0 would mean "do not block" and raise another error.
        left_s = None if deadline_s is None else max(0.001, deadline_s - time.monotonic())
        self._connection.settimeout(left_s)
        try:
            part = self._connection.recv(at_most, flags)
        except TimeoutError:
            raise
        except OSError as error:
            raise ChannelClosedError from error
        if not part:
            raise ChannelClosedError
        return part
