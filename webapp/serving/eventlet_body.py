"""A request's body under eventlet: of chunks, too, only so much is taken in at once that others are served meanwhile.

The library reads the lines between chunks whole, however long they are, and a sender who is faster than it never makes
it wait; so one line without an end would fill the memory while nobody else is served.
"""

import time
from typing import Any, Final

import eventlet.wsgi

from webapp.serving.buffered_socket import ReadAhead

_LINE_BYTES: Final = 4096
"""Of a line between chunks: a hexadecimal number, and extensions that nobody sends."""

_TRAILERS: Final = 100
"""Lines behind the last chunk; as many as a request has headers at most."""

_LINES_AT_ONCE: Final = 64
"""Lines read until others get their turn; two a chunk, 0.3 ms in all."""

_DISCARD_BYTES: Final = 64 * 2**20
_DISCARD_S: Final = 5.0
"""What is still read of a body that was refused: many clients read the answer only when they have sent all of it."""


class PatientBody(eventlet.wsgi.Input):  # type: ignore[misc]
    """Raises OSError for lines between chunks that are none, and then for whatever else is asked."""

    @classmethod
    def in_place_of(cls, given: Any) -> "PatientBody":
        """given: the library's own, of which nothing has been read."""
        connection = given._sock  # noqa: SLF001 - it names it nowhere else
        lines = _ShortLines(given.rfile) if given.chunked_input else given.rfile
        return cls(
            lines, given.content_length, connection, given.wfile, given.wfile_line, given.chunked_input
        )

    def get_socket(self) -> ReadAhead:
        """The connection, for what follows once it is no HTTP any more."""
        return ReadAhead(super().get_socket())

    def discard(self, buffer_size: int = 16_384) -> None:
        """Raises OSError where more is left, and then the connection is closed.

        The library would read on for as long as the client sends, and never let others be served meanwhile.
        """
        until_s = time.monotonic() + _DISCARD_S
        left = _DISCARD_BYTES
        while data := self.read(buffer_size):
            left -= len(data)
            if left < 0 or time.monotonic() > until_s:
                raise ConnectionAbortedError("a refused body went on and on")
            time.sleep(0)

    def read(self, length: int | None = None) -> bytes:
        if isinstance(self.rfile, _ShortLines):
            self.rfile.check()
        return bytes(super().read(length))

    def _discard_trailers(self, rfile: "_ShortLines") -> None:
        for _ in range(_TRAILERS):
            if rfile.readline() in (b"\r\n", b"\n", b""):
                return
        rfile.refuse("there are too many trailers")


class _ShortLines:
    """A connection's file, in which no line goes on for ever."""

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

    def refuse(self, why: str) -> None:
        """Raises OSError, now and at every later `check`: what follows would be taken for another request."""
        self._refusal = why
        self.check()

    def check(self) -> None:
        """Raises OSError where a line was refused."""
        if self._refusal is not None:
            raise OSError(self._refusal)
