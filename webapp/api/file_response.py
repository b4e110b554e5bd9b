"""Sends files of ours: with names that are safe in headers, and giving way to other clients while they are read."""

import time
from collections.abc import Iterator
from http import HTTPStatus
from io import BufferedReader
from pathlib import Path
from typing import Final

from flask import Response, send_file
from werkzeug.wsgi import FileWrapper

_ANY: Final = "application/octet-stream"
_PIECE_BYTES: Final = 65_536


class YieldingFile(FileWrapper):
    """A file's pieces. A client that reads fast never makes its sender wait, and would keep others from being served."""

    def __init__(self, file: BufferedReader) -> None:
        super().__init__(file, _PIECE_BYTES)

    def __next__(self) -> bytes:
        time.sleep(0)
        return super().__next__()


def file_response(path: Path, media_type: str, name: str, *, as_attachment: bool) -> Response:
    """A file that stays, with ranges and conditions. name: what a browser calls it when it saves it."""
    answer = send_file(path, _ANY, as_attachment, name, conditional=True, max_age=0)
    answer.content_type = media_type  # whole, with its charset
    answer.response = _patiently(answer.iter_encoded())
    answer.direct_passthrough = False
    return answer


def temporary_file_response(path: Path, media_type: str, name: str) -> Response:
    """A file that is removed as soon as this is made: what is open can still be read."""
    file = path.open("rb")
    answer = Response(YieldingFile(file), HTTPStatus.OK, content_type=media_type)
    answer.content_length = path.stat().st_size
    answer.headers.set("Content-Disposition", "inline", filename=name)
    answer.call_on_close(file.close)
    return answer


def _patiently(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        time.sleep(0)
        yield piece
