"""A request's body under eventlet, with strict chunks, and with limits for bodies that were refused."""

import time
from typing import Any, Final

import eventlet.wsgi

from webapp.serving.chunked_body import chunked_body
from webapp.serving.eventlet_websocket import BufferedSocket
from webapp.serving.timed_connection import TimedConnection
from webapp.serving.websocket_budget import MeteredSocket

_DISCARD_BYTES: Final = 64 * 2**20
"""Bytes that are still read of a body that was refused."""


class LimitedBody(eventlet.wsgi.Input):  # type: ignore[misc]
    """Raises OSError for what is no chunk, and from then on at every read."""

    _timed: TimedConnection

    @classmethod
    def from_input(cls, given: Any, timed: TimedConnection) -> "LimitedBody":
        """given: eventlet's own Input, of which nothing has been read. timed: where its bytes come from."""
        connection = given._sock  # noqa: SLF001 - there is no public name for it
        rfile = chunked_body(given.rfile) if given.chunked_input else given.rfile
        body = cls(
            rfile, given.content_length, connection, given.wfile, given.wfile_line, given.chunked_input
        )
        body._timed = timed
        timed.begin_body()
        return body

    def get_socket(self) -> BufferedSocket:
        """Return the connection, for WebSocket."""
        return BufferedSocket(MeteredSocket(super().get_socket()))

    def discard(self, buffer_size: int = 16_384) -> None:
        """Read what is left, up to a limit. Raises OSError beyond it, and then eventlet closes the connection.

        eventlet's own would read for as long as the client sends, and serve no other client meanwhile.
        """
        self._timed.begin_rest()
        left = _DISCARD_BYTES
        while data := self.read(buffer_size):
            left -= len(data)
            if left < 0:
                raise ConnectionAbortedError("the refused body is too long")
            time.sleep(0)

    def _chunked_read(self, rfile: Any, length: int | None = None, use_readline: bool = False) -> bytes:
        """Read what `rfile` has decoded already; eventlet would look for chunks in it."""
        if self.should_send_hundred_continue:
            self.send_hundred_continue_response()
            self.is_hundred_continue_response_sent = True
        size = -1 if length is None else length
        return bytes(rfile.readline(size) if use_readline else rfile.read(size))
