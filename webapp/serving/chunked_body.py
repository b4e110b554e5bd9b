"""A body with Transfer-Encoding chunked, read strictly and with limits (RFC 9112, 7.1).

eventlet and Werkzeug take +3 and 0x3 for lengths, and eventlet anything for the end of a chunk: where a proxy reads it in
another way, a client could hide a request in it. eventlet also reads lines whole, however long they are, and a client that
sends faster than it is read never makes it wait: a line without end would fill the memory, and no other client be served.
"""

import io
import re
import time
from typing import Any, Final, NoReturn

_LINE_BYTES: Final = 4096
"""Bytes of a line between chunks: a hexadecimal number, and extensions that no client sends."""

_TRAILERS: Final = 100
"""Lines after the last chunk; as many as a request has headers at most."""

_LINES_AT_ONCE: Final = 64
"""Lines read until other clients are served; two a chunk, 0.3 ms in all."""

_BUFFER_BYTES: Final = 16_384
"""Bytes read ahead of the application, so that tiny chunks are not read one by one."""

_SIZE_LINE: Final = re.compile(rb"([0-9A-Fa-f]{1,15})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?\r\n")
"""RFC 9112, 7.1: digits alone, of a number that fits into 64 bits, and extensions."""

_TRAILER: Final = re.compile(rb"[\t\x20-\x7e\x80-\xff]*\r\n")


def chunked_body(file: Any) -> io.BufferedReader:
    """Return the body that begins at a connection's file. Its reads raise OSError where it is not chunked as it should be.

    Nothing after the body is read.
    """
    return io.BufferedReader(ChunkedBody(file), _BUFFER_BYTES)


class ChunkedBody(io.RawIOBase):
    """Raises OSError for what is no chunk, and from then on at every read: what follows would be taken for a request."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = 0  # bytes of the current chunk
        self._is_over = False
        self._refusal: str | None = None
        self._lines = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._refusal is not None:
            raise OSError(self._refusal)
        if self._left == 0 and not self._is_over:
            self._begin_chunk()
        if self._is_over:
            return 0
        data = self._file.read(min(len(buffer), self._left))
        if not data:
            self._refuse("the body ended within a chunk")
        buffer[: len(data)] = data
        self._left -= len(data)
        if self._left == 0 and self._read_line() != b"\r\n":
            self._refuse("a chunk is longer than it should be")
        return len(data)

    def _begin_chunk(self) -> None:
        size = _SIZE_LINE.fullmatch(self._read_line())
        if not size:
            self._refuse("a chunk has no length")
        self._left = int(size[1], 16)
        if self._left == 0:
            self._read_trailers()

    def _read_trailers(self) -> None:
        for _ in range(_TRAILERS):
            line = self._read_line()
            if line == b"\r\n":
                self._is_over = True
                return
            if not _TRAILER.fullmatch(line):
                self._refuse("a trailer is not a line")
        self._refuse("there are too many trailers")

    def _read_line(self) -> bytes:
        self._lines += 1
        if self._lines % _LINES_AT_ONCE == 0:
            time.sleep(0)
        line = bytes(self._file.readline(_LINE_BYTES + 1))
        if len(line) > _LINE_BYTES:
            self._refuse("a line between chunks is too long")
        return line

    def _refuse(self, reason: str) -> NoReturn:
        self._refusal = reason
        raise OSError(reason)
