"""Where uploads and results lie, and how much of the disk they may take together.

Each upload or job has a space: a folder of its own, counted with what lies in it or with what was announced for it,
whichever is more. Frames on their way to a pose worker lie in memory (/dev/shm) where there is room.
"""

import shutil
import tempfile
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Final

from webapp.api.uploads.temp_folder import TempFolder, remove_abandoned_folders
from webapp.protocol.secret_token import new_token
from webapp.workers.shared_frame import FRAME_PIXELS
from webapp.wsgi.problem import ApiError

FREE_BYTES: Final = 512 * 2**20
"""Bytes of the disk that stay free for everybody else."""

_MEMORY_FOLDER: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_MEMORY_BYTES: Final = 2 * FRAME_PIXELS * 3
"""Room that the memory folder must have; a container's often has 64 MB."""

RETRY_S: Final = 60


class MediaStorageError(Exception):
    """There is no folder for uploads; the message says why."""


class MediaSpace:
    """One upload's or job's folder. `remove` when it is not needed any more."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reserved_bytes = 0
        self._settled_bytes: int | None = None
        path.mkdir(mode=0o700)

    def settle(self) -> None:
        """Nothing is written here any more: from now on it need not be looked at. Looking at those of 500 jobs takes
        24 ms, in which a web server of one thread serves nobody.
        """
        self._settled_bytes = folder_bytes(self.path)

    def used_bytes(self) -> int:
        if self._settled_bytes is not None:
            return self._settled_bytes
        return max(self.reserved_bytes, folder_bytes(self.path))


class MediaStorage:
    """For several threads. Raises MediaStorageError where no folder can be made."""

    def __init__(self, limit_bytes: int, base: Path | None = None) -> None:
        self.limit_bytes = limit_bytes
        self._base = base or Path(tempfile.gettempdir())
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
        """A space for an upload. Raises ApiError where there is no room for it."""
        with self._lock:
            if self._closed:
                raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "stopping", "the server is stopping")
            try:
                self._make_sure_of_folder()
                self._check_room(announced_bytes)
                space = MediaSpace(self.path / new_token())
            except OSError as error:
                raise no_room(f"the server has no place to write to ({error.strerror})") from error
            space.reserved_bytes = announced_bytes
            self._spaces.append(space)
            return space

    def free_bytes(self, space: MediaSpace) -> int:
        """What a space may still take, beside what lies in it; nothing where somebody has cleaned the folder up."""
        with self._lock:
            others = sum(one.used_bytes() for one in self._spaces if one is not space)
        left = self.limit_bytes - others - folder_bytes(space.path)
        try:
            free = shutil.disk_usage(self.path).free
        except OSError:
            return 0
        return max(0, min(left, free - FREE_BYTES))

    def remove(self, space: MediaSpace) -> None:
        with self._lock:
            if space in self._spaces:
                self._spaces.remove(space)
        shutil.rmtree(space.path, ignore_errors=True)

    def frame_file(self) -> Path:
        """A path by which one media process hands its frames on. `unlink` it afterwards."""
        folder = self._memory or self._folder
        return folder.path / f"frame-{new_token()}"

    def close(self) -> None:
        """Remove everything, for good, and give no space any more."""
        with self._lock:
            self._closed = True
        self._folder.remove()
        if self._memory:
            self._memory.remove()

    def _make_sure_of_folder(self) -> None:
        """Make it anew where somebody has cleaned up. Raises OSError."""
        if not self.path.is_dir():
            gone, self._folder = self._folder, TempFolder(self._base)
            gone.remove()

    def _check_room(self, announced_bytes: int) -> None:
        used = sum(space.used_bytes() for space in self._spaces)
        if used + announced_bytes > self.limit_bytes:
            raise no_room("the uploads and results of everybody take all the room they may")
        if shutil.disk_usage(self.path).free - announced_bytes < FREE_BYTES:
            raise no_room("the server's disk is nearly full")


def no_room(why: str) -> ApiError:
    return ApiError(
        HTTPStatus.INSUFFICIENT_STORAGE,
        "disk-full",
        f"{why}; remove a job that you do not need any more, or try again later",
        {"Retry-After": str(RETRY_S)},
    )


def folder_bytes(folder: Path) -> int:
    """Bytes of the files in a folder; what vanishes meanwhile does not count."""
    total = 0
    for path in folder.glob("*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return total


def _memory_folder() -> TempFolder | None:
    try:
        if shutil.disk_usage(_MEMORY_FOLDER).free < _MEMORY_BYTES:
            return None
        remove_abandoned_folders(_MEMORY_FOLDER)
        return TempFolder(_MEMORY_FOLDER)
    except OSError:
        return None
