"""Framed messages between the web process and a child process, over a Unix socket pair.

A message is its length as four bytes, little-endian, and then a msgpack map, of one of the types in
webapp/protocol/pose_request.py and media_task.py. A pose worker reports once that it is ready, or why it cannot be, and
then sends one WorkerReply for each PoseRequest.
"""

import socket
import struct
import time
from typing import Final, Generic, TypeVar

from msgspec.msgpack import Decoder, Encoder

Received = TypeVar("Received")

_LENGTH: Final = struct.Struct("<I")
_MESSAGE_LIMIT: Final = 64 * 2**20
"""Bytes of one message at most; a greater length means that an end has lost its place in the stream."""


class ChannelClosedError(Exception):
    """The process at the other end closed the channel or ended."""


class UnreadableMessageError(Exception):
    """The other end sent something else than a message of the agreed types; the two ends may be out of step."""


class WorkerChannel(Generic[Received]):
    """One end of the socket pair. For one thread at a time."""

    def __init__(self, connection: socket.socket, decoder: Decoder[Received]) -> None:
        """decoder: of the messages that the other end sends."""
        self._connection = connection
        self._decoder = decoder
        self._encoder = Encoder()
        self._outgoing = bytearray(_LENGTH.size)

    def send(self, message: object, within_s: float | None = None) -> None:
        """Send one message. Raises TimeoutError, ChannelClosedError."""
        self._encoder.encode_into(message, self._outgoing, _LENGTH.size)
        _LENGTH.pack_into(self._outgoing, 0, len(self._outgoing) - _LENGTH.size)
        self._connection.settimeout(within_s)
        try:
            self._connection.sendall(self._outgoing)
        except TimeoutError:
            raise
        except OSError as error:
            raise ChannelClosedError from error

    def receive(self, within_s: float | None = None) -> Received:
        """Return the next message. Raises TimeoutError, ChannelClosedError, UnreadableMessageError."""
        deadline_s = None if within_s is None else time.monotonic() + within_s
        (length,) = _LENGTH.unpack(self._receive_exactly(_LENGTH.size, deadline_s))
        if length > _MESSAGE_LIMIT:
            raise ChannelClosedError(f"a message of {length:,} bytes was announced")
        body = self._receive_exactly(length, deadline_s)
        try:
            return self._decoder.decode(body)
        except ValueError as error:  # msgspec's errors, and text that is no UTF-8
            raise UnreadableMessageError(f"sent what cannot be understood ({error})") from error

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
