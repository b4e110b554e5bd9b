"""Stores uploads and results, and limits how much of the disk they take together.

Each upload or job has a space, which is a folder of its own. It counts with the size of its files or with the size that
its request announced, whichever is more. Frames for pose workers lie in memory (/dev/shm) where there is room.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Final

from webapp.api.uploads.temp_folder import TempFolder, remove_abandoned_folders
from webapp.protocol.secret_token import new_token
from webapp.workers.shared_frame import FRAME_PIXELS
from webapp.wsgi.problem import ApiError

FREE_BYTES: Final = 512 * 2**20
"""Bytes of the disk that stay free for other programs."""

_MEMORY_FOLDER: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_MEMORY_BYTES: Final = 2 * FRAME_PIXELS * 3
"""Free bytes that the memory folder must have; a container's often has 64 MB in all."""

RETRY_S: Final = 60


class MediaStorageError(Exception):
    """No folder for uploads can be made; the message says why."""


class MediaSpace:
    """The folder of one upload or job. MediaStorage makes and removes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reserved_bytes = 0
        self._fixed_bytes: int | None = None
        path.mkdir(mode=0o700)

    def fix_size(self) -> None:
        """Measure the files for the last time: no more are written.

        Measuring those of 500 jobs takes 24 ms, in which a web server with one thread serves no client.
        """
        self._fixed_bytes = folder_bytes(self.path)

    def used_bytes(self) -> int:
        if self._fixed_bytes is not None:
            return self._fixed_bytes
        return max(self.reserved_bytes, folder_bytes(self.path))


def _temp_folder() -> Path:
    """Return the system's folder for temporary files. Raises MediaStorageError."""
    try:
        return Path(tempfile.gettempdir())
    except OSError as error:
        raise MediaStorageError(
            f"there is no folder for temporary files ({error.strerror}); set TMPDIR to one with room"
        ) from error


class MediaStorage:
    """The spaces and their limit. Raises MediaStorageError if no folder can be made. For several threads."""

    def __init__(self, limit_bytes: int, base: Path | None = None) -> None:
        self.limit_bytes = limit_bytes
        self._base = base or _temp_folder()
        remove_abandoned_folders(self._base)
        try:
            self._folder = TempFolder(self._base)
        except OSError as error:
            raise MediaStorageError(
                f"no folder for uploads can be made in {self._base} ({error.strerror}); set TMPDIR to one with room"
            ) from error
        self._memory = _memory_folder()
        self._lock = Lock()
        self._spaces: list[MediaSpace] = []
        self._closed = False

    @property
    def path(self) -> Path:
        return self._folder.path

    def new_space(self, announced_bytes: int) -> MediaSpace:
        """Make a space for an upload. Raises ApiError if there is no room for it."""
        with self._lock:
            if self._closed:
                raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "stopping", "the server is stopping")
            try:
                self._ensure_folder()
                self._check_room(announced_bytes)
                space = MediaSpace(self.path / new_token())
            except OSError as error:
                raise disk_full(f"the server cannot write to its disk ({error.strerror})") from error
            space.reserved_bytes = announced_bytes
            self._spaces.append(space)
            return space

    def free_bytes(self, space: MediaSpace) -> int:
        """Return how many bytes a space may still grow by; 0 if its folder was removed, as by a clean-up of /tmp."""
        with self._lock:
            others = sum(one.used_bytes() for one in self._spaces if one is not space)
        left = self.limit_bytes - others - folder_bytes(space.path)
        try:
            free = shutil.disk_usage(self.path).free
        except OSError:
            return 0
        return max(0, min(left, free - FREE_BYTES))

    def remove(self, space: MediaSpace) -> None:
        """Remove a space and its files."""
        with self._lock:
            if space in self._spaces:
                self._spaces.remove(space)
        shutil.rmtree(space.path, ignore_errors=True)

    @contextmanager
    def frame_file(self) -> Iterator[Path]:
        """Give the path of a file for a media worker's frames inside `with`, and remove it afterwards."""
        folder = self._memory or self._folder
        path = folder.path / f"frame-{new_token()}"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Remove all files, and make no more spaces."""
        with self._lock:
            self._closed = True
        self._folder.remove()
        if self._memory:
            self._memory.remove()

    def _ensure_folder(self) -> None:
        """Make the folder again if it was removed, as by a clean-up of /tmp. Raises OSError."""
        if not self.path.is_dir():
            removed, self._folder = self._folder, TempFolder(self._base)
            removed.remove()

    def _check_room(self, announced_bytes: int) -> None:
        used = sum(space.used_bytes() for space in self._spaces)
        if used + announced_bytes > self.limit_bytes:
            raise disk_full("all uploads and results together have reached the server's limit")
        if shutil.disk_usage(self.path).free - announced_bytes < FREE_BYTES:
            raise disk_full("the server's disk is nearly full")


def disk_full(why: str) -> ApiError:
    """Return the problem for an upload or result for which there is no room."""
    return ApiError(
        HTTPStatus.INSUFFICIENT_STORAGE,
        "disk-full",
        f"{why}; remove a job that you do not need any more, or try again later",
        {"Retry-After": str(RETRY_S)},
    )


def folder_bytes(folder: Path) -> int:
    """Return the size of the files in a folder; those that are removed meanwhile do not count."""
    total = 0
    for path in folder.glob("*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return total


def _memory_folder() -> TempFolder | None:
    """Make a folder in memory; None if the system has none, or too little room there."""
    try:
        if shutil.disk_usage(_MEMORY_FOLDER).free < _MEMORY_BYTES:
            return None
        remove_abandoned_folders(_MEMORY_FOLDER)
        return TempFolder(_MEMORY_FOLDER)
    except OSError:
        return None
