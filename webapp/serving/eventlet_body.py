"""A request's body under eventlet, with limits for chunked bodies and for bodies that were refused.

eventlet reads the lines between chunks whole, however long they are, and a client that sends faster than it is read
never makes it wait: one line without an end would fill the memory, and no other client would be served meanwhile.
"""

import time
from typing import Any, Final

import eventlet.wsgi

from webapp.serving.eventlet_websocket import BufferedSocket
from webapp.serving.websocket_budget import MeteredSocket

_LINE_BYTES: Final = 4096
"""Bytes of a line between chunks: a hexadecimal number, and extensions that no client sends."""

_TRAILERS: Final = 100
"""Lines after the last chunk; as many as a request has headers at most."""

_LINES_AT_ONCE: Final = 64
"""Lines read until other clients are served; two a chunk, 0.3 ms in all."""

_DISCARD_BYTES: Final = 64 * 2**20
_DISCARD_S: Final = 5.0
"""What is still read of a body that was refused: many clients read the response only when they have sent all of it."""


class LimitedBody(eventlet.wsgi.Input):  # type: ignore[misc]
    """Raises OSError for a line between chunks or trailers beyond the limits, and from then on at every read."""

    @classmethod
    def from_input(cls, given: Any) -> "LimitedBody":
        """given: eventlet's own Input, of which nothing has been read."""
        connection = given._sock  # noqa: SLF001 - there is no public name for it
        rfile = _LimitedLines(given.rfile) if given.chunked_input else given.rfile
        return cls(
            rfile, given.content_length, connection, given.wfile, given.wfile_line, given.chunked_input
        )

    def get_socket(self) -> BufferedSocket:
        """Return the connection, for WebSocket."""
        return BufferedSocket(MeteredSocket(super().get_socket()))

    def discard(self, buffer_size: int = 16_384) -> None:
        """Read what is left, up to a limit. Raises OSError beyond it, and then eventlet closes the connection.

        eventlet's own would read for as long as the client sends, and serve no other client meanwhile.
        """
        until_s = time.monotonic() + _DISCARD_S
        left = _DISCARD_BYTES
        while data := self.read(buffer_size):
            left -= len(data)
            if left < 0 or time.monotonic() > until_s:
                raise ConnectionAbortedError("the refused body is too long or too slow")
            time.sleep(0)

    def read(self, length: int | None = None) -> bytes:
        if isinstance(self.rfile, _LimitedLines):
            self.rfile.check()
        return bytes(super().read(length))

    def _discard_trailers(self, rfile: "_LimitedLines") -> None:
        for _ in range(_TRAILERS):
            if rfile.readline() in (b"\r\n", b"\n", b""):
                return
        rfile.refuse("there are too many trailers")


class _LimitedLines:
    """A connection's file whose lines have a length limit."""

    def __init__(self, rfile: Any) -> None:
        self._rfile = rfile
        self._count = 0
        self._refusal: str | None = None

    def read(self, size: int) -> bytes:
        return bytes(self._rfile.read(size))

    def readline(self) -> bytes:
        """Raises OSError for a line that is too long."""
        self._count += 1
        if self._count % _LINES_AT_ONCE == 0:
            time.sleep(0)
        line = bytes(self._rfile.readline(_LINE_BYTES + 1))
        if len(line) > _LINE_BYTES:
            self.refuse("a line between chunks is too long")
        return line

    def refuse(self, reason: str) -> None:
        """Raise OSError, now and at every later `check`: what follows would be taken for another request."""
        self._refusal = reason
        self.check()

    def check(self) -> None:
        """Raises OSError where a line was refused."""
        if self._refusal is not None:
            raise OSError(self._refusal)
