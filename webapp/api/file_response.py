"""Responses that send a file: with names that are safe in headers, and without holding up other clients."""

import time
from collections.abc import Iterator
from http import HTTPStatus
from io import BufferedReader
from pathlib import Path
from typing import Final

from flask import Response, send_file
from werkzeug.wsgi import FileWrapper

_ANY: Final = "application/octet-stream"
_CHUNK_BYTES: Final = 65_536


class YieldingFile(FileWrapper):
    """Reads a file in chunks, and lets other threads run between them: a fast client never makes its sender wait."""

    def __init__(self, file: BufferedReader) -> None:
        super().__init__(file, _CHUNK_BYTES)

    def __next__(self) -> bytes:
        time.sleep(0)
        return super().__next__()


def file_response(path: Path, media_type: str, name: str, *, as_attachment: bool) -> Response:
    """Return a response with a file that stays, with ranges and conditions. name: what a browser saves it as."""
    response = send_file(path, _ANY, as_attachment, name, conditional=True, max_age=0)
    response.content_type = media_type  # whole, with its charset
    response.response = _yielding(response.iter_encoded())
    response.direct_passthrough = False
    return response


def temporary_file_response(path: Path, media_type: str, name: str) -> Response:
    """Return a response with a file that may be removed at once: it is open and can still be read."""
    file = path.open("rb")
    response = Response(YieldingFile(file), HTTPStatus.OK, content_type=media_type)
    response.content_length = path.stat().st_size
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.call_on_close(file.close)
    return response


def _yielding(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        time.sleep(0)  # under eventlet, this lets the others run
        yield chunk
