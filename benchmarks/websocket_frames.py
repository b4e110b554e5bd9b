"""WebSocket frames (RFC 6455) of a client, at little cost for the load generator.

Data that is sent repeatedly is masked once, with a constant mask. Masks protect proxies from browsers, which does not
matter here, and the server's work is the same for any mask.
"""

import struct
from collections.abc import Iterator
from typing import Final

TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8

MASK: Final = b"\x37\xfa\x21\x3d"
_FINAL: Final = 0x80
_MASKED: Final = 0x80
_MEDIUM, _LONG = 126, 127  # in place of the length, which follows in two or in eight bytes


def masked(payload: bytes, offset: int = 0) -> bytes:
    """Mask a part of a payload that comes after `offset` bytes."""
    length = len(payload)
    mask = MASK * (length // 4 + 2)
    number = int.from_bytes(payload) ^ int.from_bytes(mask[offset % 4 : offset % 4 + length])
    return number.to_bytes(length)


def client_header(opcode: int, length: int) -> bytes:
    """Return the header of a masked payload of that length."""
    first = _FINAL | opcode
    if length < _MEDIUM:
        return struct.pack(">BB", first, _MASKED | length) + MASK
    if length < 2**16:
        return struct.pack(">BBH", first, _MASKED | _MEDIUM, length) + MASK
    return struct.pack(">BBQ", first, _MASKED | _LONG, length) + MASK


def client_frame(opcode: int, payload: bytes) -> bytes:
    return client_header(opcode, len(payload)) + masked(payload)


class FrameReader:
    """Splits data from a server, in pieces of any size, into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield opcode and payload of each complete message. Raises ValueError for a fragmented message."""
        self._buffer += data
        while frame := self._frame():
            opcode, start, end = frame
            payload = bytes(self._buffer[start:end])
            del self._buffer[:end]
            yield opcode, payload

    def _frame(self) -> tuple[int, int, int] | None:
        """Return opcode, start and end of the first frame's payload in the buffer; None while it is incomplete."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        if not buffer[0] & _FINAL:
            raise ValueError("the server sent a fragmented message, which this client does not read")
        start = {_MEDIUM: 4, _LONG: 10}.get(buffer[1], 2)
        if len(buffer) < start:
            return None
        length = buffer[1] if start == 2 else int.from_bytes(buffer[2:start], "big")
        end = start + length
        return (buffer[0] & 0x0F, start, end) if len(buffer) >= end else None
