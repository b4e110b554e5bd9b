"""Takes in a file that somebody sends, raw or as a form, straight into a file of ours; never whole in memory.

Every limit is checked while the bytes come: size, room on the disk, pace. An upload that ends early leaves nothing.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, BinaryIO, Final, Literal

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, File, MultipartDecoder, NeedData

from webapp.api.uploads.file_label import label
from webapp.api.uploads.slow_upload_guard import RunningUpload, SlowUploadGuard
from webapp.api.uploads.storage import MediaSpace, MediaStorage, no_room
from webapp.wsgi.problem import ApiError

UploadKind = Literal["image", "video"]

FORM_EXTRA_BYTES: Final = 16_384
"""What a form may have around its file."""

FIELD: Final = "file"

_READ_BYTES: Final = 65_536
_ROOM_CHECK_BYTES: Final = 8 * 2**20
_ANY_KIND: Final = "application/octet-stream"
_FORM: Final = "multipart/form-data"
_CONNECTION_KEY: Final = "posecast.connection"  # webapp/serving puts it there


@dataclass(frozen=True)
class Upload:
    path: Path
    name: str
    space: MediaSpace


class UploadReceiver:
    def __init__(self, folder: MediaStorage) -> None:
        self._folder = folder
        self._keeper = SlowUploadGuard()

    @contextmanager
    def receive(self, request: Request, kind: UploadKind, limit_bytes: int) -> Iterator[Upload]:
        """The file that came, in a space of its own; an exception inside removes both. Raises ApiError."""
        content_type, parameters = parse_options_header(request.headers.get("Content-Type"))
        _check_type(content_type, kind)
        _check_announced(request, limit_bytes)
        space = self._folder.new_space(request.content_length or 0)
        try:
            with _disk_in_words(), (space.path / "upload").open("wb") as file:
                name = self._take_in(request, file, space, limit_bytes, parameters.get("boundary"))
                size = file.tell()
            space.reserved_bytes = 0
            if size == 0:
                raise _bad("the upload has no bytes; send a file")
            yield Upload(space.path / "upload", label(name, kind), space)
        except BaseException:
            self._folder.remove(space)
            raise

    def discard(self, upload: Upload) -> None:
        """Remove an upload and all that lies beside it."""
        self._folder.remove(upload.space)

    def _take_in(
        self, request: Request, file: BinaryIO, space: MediaSpace, limit_bytes: int, boundary: str | None
    ) -> str | None:
        """The file's name as its sender calls it."""
        pieces = self._pieces(request, limit_bytes)
        room = self._folder.free_bytes(space)
        if parse_options_header(request.headers.get("Content-Type"))[0] != _FORM:
            for piece in pieces:
                room = self._write(piece, file, space, room)
            return None
        form = _FormReader(boundary)
        for piece in pieces:
            for part in form.feed(piece):
                room = self._write(part, file, space, room)
        return form.finish()

    def _write(self, piece: bytes, file: BinaryIO, space: MediaSpace, room: int) -> int:
        if len(piece) > room:
            raise no_room("the upload does not fit on the server any more")
        file.write(piece)
        before, after = (file.tell() - len(piece)) // _ROOM_CHECK_BYTES, file.tell() // _ROOM_CHECK_BYTES
        return self._folder.free_bytes(space) if after > before else room - len(piece)

    def _pieces(self, request: Request, limit_bytes: int) -> Iterator[bytes]:
        """What comes, as long as it comes fast enough and is not too much."""
        pace = RunningUpload(request.environ.get(_CONNECTION_KEY), time.monotonic())
        stream = request.stream
        self._keeper.begin(pace)
        try:
            while piece := _read(stream, pace):
                pace.received += len(piece)
                if pace.received > limit_bytes + FORM_EXTRA_BYTES:
                    raise _too_large(limit_bytes)
                yield piece
                time.sleep(
                    0
                )  # a fast upload never waits for bytes, and would keep the others from being served
            _check_whole(request, pace)
        finally:
            self._keeper.end(pace)


class _FormReader:
    """The one file of a multipart/form-data body, as it comes."""

    def __init__(self, boundary: str | None) -> None:
        if not boundary:
            raise _bad("the form has no boundary; let your HTTP library make the Content-Type")
        self._decoder = MultipartDecoder(
            boundary.encode("latin-1", "replace"), max_form_memory_size=_READ_BYTES * 2, max_parts=1
        )
        self._name: str | None = None
        self._began = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The file's bytes. Raises ApiError."""
        try:
            self._decoder.receive_data(piece)
            yield from self._data()
        except RequestEntityTooLarge as error:
            raise _bad(f"the form must have one field, {FIELD}, with the file, and nothing else") from error
        except ValueError as error:
            raise _bad(f"the form cannot be read ({error})") from error

    def finish(self) -> str | None:
        """The file's name. Raises ApiError where there was no whole file."""
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
def _disk_in_words() -> Iterator[None]:
    """Whichever bytes are the last that fit: often only those that closing the file writes find out."""
    try:
        yield
    except OSError as error:
        raise no_room(f"the upload could not be written ({error.strerror})") from error


def _read(stream: IO[bytes], pace: RunningUpload) -> bytes:
    """Raises ApiError for a client that is gone or too slow."""
    try:
        return stream.read(_READ_BYTES)
    except Exception as error:  # of the connection, and whatever the servers make of it
        if pace.was_ended:
            raise _too_slow() from error
        raise _incomplete("the connection broke before the upload was whole") from error


def _check_whole(request: Request, pace: RunningUpload) -> None:
    if pace.was_ended:
        raise _too_slow()
    announced = request.content_length
    if announced is not None and pace.received < announced:
        raise _incomplete(f"{pace.received:,} bytes of {announced:,} came")


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
