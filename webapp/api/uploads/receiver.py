"""Receives a file, raw or as a form, straight to the disk; it is never whole in memory.

All limits are checked while the bytes come: size, room on the disk, rate. An upload that ends early leaves nothing.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, Final, Literal

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, File, MultipartDecoder, NeedData

from webapp.api.uploads.storage import MediaSpace, MediaStorage, disk_full
from webapp.protocol.display_name import file_label
from webapp.wsgi.problem import ApiError

UploadKind = Literal["image", "video"]

FORM_EXTRA_BYTES: Final = 16_384
"""Bytes that a form may have around its file."""

FIELD: Final = "file"

_READ_BYTES: Final = 65_536
_ROOM_CHECK_BYTES: Final = 8 * 2**20
_ANY_KIND: Final = "application/octet-stream"
_FORM: Final = "multipart/form-data"
_CONNECTION_KEY: Final = "posecast.timed_connection"  # webapp/serving/ sets it


@dataclass(frozen=True)
class Upload:
    """A file that was received whole."""

    path: Path
    name: str  # to be shown; never a path
    space: MediaSpace


class UploadReceiver:
    """Receives uploads into the storage. For several threads."""

    def __init__(self, storage: MediaStorage) -> None:
        self._storage = storage

    @contextmanager
    def receive(self, request: Request, kind: UploadKind, limit_bytes: int) -> Iterator[Upload]:
        """Give the upload, in a space of its own, inside `with`; an exception there removes it. Raises ApiError."""
        content_type, parameters = parse_options_header(request.headers.get("Content-Type"))
        _check_type(content_type, kind)
        _check_announced(request, limit_bytes)
        space = self._storage.new_space(request.content_length or 0)
        try:
            with _disk_errors_as_problems(), (space.path / "upload").open("wb") as file:
                name = self._save(request, file, space, limit_bytes, parameters.get("boundary"))
                size = file.tell()
            space.reserved_bytes = 0
            if size == 0:
                raise _bad("the upload has no bytes; send a file")
            yield Upload(space.path / "upload", file_label(name, kind), space)
        except BaseException:
            self._storage.remove(space)
            raise

    def remove(self, upload: Upload) -> None:
        """Remove an upload and its space."""
        self._storage.remove(upload.space)

    def _save(
        self, request: Request, file: BinaryIO, space: MediaSpace, limit_bytes: int, boundary: str | None
    ) -> str | None:
        """Write the body's file to the disk, and return its name if the request has one."""
        chunks = _chunks(request, limit_bytes)
        room = self._storage.free_bytes(space)
        if parse_options_header(request.headers.get("Content-Type"))[0] != _FORM:
            for chunk in chunks:
                room = self._write(chunk, file, space, room)
            return None
        form = _FormReader(boundary)
        for chunk in chunks:
            for part in form.feed(chunk):
                room = self._write(part, file, space, room)
        return form.finish()

    def _write(self, chunk: bytes, file: BinaryIO, space: MediaSpace, room: int) -> int:
        """Write a chunk, and return how many bytes may still come. Raises ApiError if there is no room for it."""
        if len(chunk) > room:
            raise disk_full("the upload does not fit on the server any more")
        file.write(chunk)
        before, after = (file.tell() - len(chunk)) // _ROOM_CHECK_BYTES, file.tell() // _ROOM_CHECK_BYTES
        return self._storage.free_bytes(space) if after > before else room - len(chunk)


class _FormReader:
    """Reads the only file of a multipart/form-data body, chunk by chunk."""

    def __init__(self, boundary: str | None) -> None:
        if not boundary:
            raise _bad("the form has no boundary; let your HTTP library make the Content-Type")
        self._decoder = MultipartDecoder(
            boundary.encode("latin-1", "replace"), max_form_memory_size=_READ_BYTES * 2, max_parts=1
        )
        self._name: str | None = None
        self._began = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Give the bytes of the file that a chunk has. Raises ApiError."""
        try:
            self._decoder.receive_data(chunk)
            yield from self._data()
        except RequestEntityTooLarge as error:
            raise _bad(f"the form must have one field, {FIELD}, with the file, and nothing else") from error
        except ValueError as error:
            raise _bad(f"the form cannot be read ({error})") from error

    def finish(self) -> str | None:
        """Return the file's name. Raises ApiError if the file is not complete."""
        self._decoder.receive_data(None)
        try:
            whole = isinstance(self._decoder.next_event(), Epilogue)
        except ValueError:
            whole = False
        if not whole:
            raise _incomplete("the form ended before its last boundary")
        if not self._began:
            raise _bad(f"the form has no file in a field {FIELD}")
        return self._name

    def _data(self) -> Iterator[bytes]:
        while True:
            event = self._decoder.next_event()
            if isinstance(event, NeedData):
                return
            if isinstance(event, File):
                self._begin(event)
            elif isinstance(event, Data) and self._began:
                yield bytes(event.data)
            elif isinstance(event, Data):
                raise _bad(f"the form must have its file in a field {FIELD}, with a file name")

    def _begin(self, event: File) -> None:
        if event.name != FIELD:
            raise _bad(f"the form's file must be in a field {FIELD}, not {event.name!r:.40}")
        self._began = True
        self._name = event.filename


@contextmanager
def _disk_errors_as_problems() -> Iterator[None]:
    """Raise ApiError in place of OSError, also while the file is closed, when the last bytes are written."""
    try:
        yield
    except OSError as error:
        raise disk_full(f"the upload could not be written ({error.strerror})") from error


def _chunks(request: Request, limit_bytes: int) -> Iterator[bytes]:
    """Read the body. Raises ApiError if it is too slow, too large or incomplete."""
    received = 0
    while chunk := _read(request):
        received += len(chunk)
        if received > limit_bytes + FORM_EXTRA_BYTES:
            raise _too_large(limit_bytes)
        yield chunk
        time.sleep(0)  # lets other clients be served: a fast upload never waits for bytes
    announced = request.content_length
    if announced is not None and received < announced:
        raise _incomplete(f"{received:,} bytes of {announced:,} came")


def _read(request: Request) -> bytes:
    """Return the next bytes. Raises ApiError if the connection broke or is too slow."""
    try:
        return request.stream.read(_READ_BYTES)
    except Exception as error:  # each server raises errors of its own
        connection = request.environ.get(_CONNECTION_KEY)
        if connection is not None and connection.timed_out:
            raise _too_slow() from error
        raise _incomplete("the connection broke before the upload was whole") from error


def _check_type(content_type: str, kind: UploadKind) -> None:
    if content_type in (_ANY_KIND, _FORM) or content_type.startswith(f"{kind}/"):
        return
    raise ApiError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        f"send the file itself as {kind}/… or {_ANY_KIND}, or a form ({_FORM}) with it in a field {FIELD}",
        {"Accept-Post": f"{kind}/*, {_ANY_KIND}, {_FORM}"},
    )


def _check_announced(request: Request, limit_bytes: int) -> None:
    announced = request.content_length
    if announced is None and "chunked" not in request.headers.get("Transfer-Encoding", ""):
        raise _bad("the request has no body; send the file")
    if announced is not None and announced > limit_bytes + FORM_EXTRA_BYTES:
        raise _too_large(limit_bytes)


def _bad(detail: str) -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, "bad-request", detail)


def _too_large(limit_bytes: int) -> ApiError:
    return ApiError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-large",
        f"at most {limit_bytes / 1e6:,.0f} MB are taken; send a smaller file",
        {"Connection": "close"},
    )


def _too_slow() -> ApiError:
    return ApiError(
        HTTPStatus.REQUEST_TIMEOUT,
        "upload-too-slow",
        "the upload came too slowly; try again over a better connection",
        {"Connection": "close"},
    )


def _incomplete(detail: str) -> ApiError:
    return ApiError(
        HTTPStatus.BAD_REQUEST, "upload-incomplete", f"{detail}; send the file again", {"Connection": "close"}
    )
