"""Reads a request's header strictly, before a library's parser sees it (RFC 9112).

Those of the standard library, eventlet and Werkzeug are lenient: they take one of two lengths, a bare CR for the end of a
line, and a line without a colon for the end of the header. Where a proxy reads it in another way, a client could hide a
request in another one's body. Such a request is refused, and nothing more is read of its connection.
"""

import io
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

_LINE_BYTES: Final = 8190
"""Bytes of a line. Apache's limit; eventlet's own is two more."""

_LINES: Final = 100
"""Lines of a header. The limit of Python's parser; browsers send twenty."""

_HEADER_BYTES: Final = 65_536
"""Bytes of a header. eventlet's own limit."""

_REQUEST_LINE: Final = re.compile(
    rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [\x21-\x7e\x80-\xff]+ HTTP/[0-9]\.[0-9]\r\n"
)
"""RFC 9112, 3; and bytes beyond ASCII, which curl does not escape in a path."""

_FIELD: Final = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*\r\n")
"""RFC 9112, 5: no space before the colon, no CR, LF or NUL within, no line that continues the one before."""

_LENGTH: Final = re.compile(rb"[0-9]{1,18}")
"""RFC 9110, 8.6: digits alone. Python's int() also takes +3 and 1_0. 18 of them fit into 64 bits."""

_REFUSED_BYTES: Final = 2**20
"""Bytes that are still read of a refused request, so that its client sees why."""

_ONCE: Final = (b"content-length", b"transfer-encoding", b"host")
"""Fields of which two would contradict each other."""


class BadHeaderError(Exception):
    """The header is not one of HTTP/1; the message says why."""

    def __init__(self, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(message)
        self.status = status


def parse_strictly(handler: Any, parse: Callable[[], bool]) -> bool:
    """Do the work of `parse_request` of a BaseHTTPRequestHandler, with the library's `parse` for a good header only.

    handler: has its TimedConnection as `timed`. Raises TimeoutError, OSError from the connection.
    """
    connection_file = handler.rfile
    try:
        lines = read_header(handler.raw_requestline, connection_file)
    except BadHeaderError as error:
        _refuse(handler, error)
        return False
    handler.rfile = io.BytesIO(b"".join(lines))
    try:
        is_good = parse()
    finally:
        handler.rfile = connection_file
    if not is_good:
        handler.close_connection = True
    return is_good


def _refuse(handler: Any, error: BadHeaderError) -> None:
    handler.close_connection = True  # where the next request would begin is unknown
    handler.command, handler.requestline = None, ""
    handler.request_version = handler.protocol_version
    handler.send_error(error.status, str(error))
    with suppress(OSError):
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_WR)
        handler.timed.discard_rest(_REFUSED_BYTES)


def read_header(request_line: bytes, file: Any) -> list[bytes]:
    """Return the lines after the request line, with the empty one at the end. Raises BadHeaderError."""
    if not _REQUEST_LINE.fullmatch(request_line):
        raise BadHeaderError("the first line is not that of an HTTP/1 request")
    lines: list[bytes] = []
    fields: dict[bytes, bytes] = {}
    while (line := _read_line(file)) != b"\r\n":
        lines.append(line)
        if len(lines) > _LINES or sum(map(len, lines)) > _HEADER_BYTES:
            raise BadHeaderError("the header is too long", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        _add_field(line, fields)
    _check_framing(fields, request_line.endswith(b"/1.0\r\n"))
    return [*lines, b"\r\n"]


def _read_line(file: Any) -> bytes:
    line = bytes(file.readline(_LINE_BYTES + 1))
    if len(line) > _LINE_BYTES:
        raise BadHeaderError("a header line is too long", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    return line


def _add_field(line: bytes, fields: dict[bytes, bytes]) -> None:
    field = _FIELD.fullmatch(line)
    if not field:
        raise BadHeaderError("a header line is not one name, a colon, a value and CRLF")
    name = field[1].lower()
    if name in fields and name in _ONCE:
        raise BadHeaderError(f"there are two headers {name.decode()}")
    fields[name] = field[2]


def _check_framing(fields: dict[bytes, bytes], is_http_1_0: bool) -> None:
    """Raises BadHeaderError where it is not certain where the body ends."""
    length, encoding = fields.get(b"content-length"), fields.get(b"transfer-encoding")
    if length is not None and not _LENGTH.fullmatch(length):
        raise BadHeaderError("Content-Length is no number of bytes")
    if encoding is None:
        return
    if length is not None:
        raise BadHeaderError("Content-Length and Transfer-Encoding exclude each other")
    if encoding.lower() != b"chunked" or is_http_1_0:
        raise BadHeaderError("Transfer-Encoding can only be chunked, and not in HTTP version 1.0")
