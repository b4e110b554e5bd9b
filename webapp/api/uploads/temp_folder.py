"""A folder that belongs to one run of the server, and is gone after it, whatever happened.

It is locked while the server runs. A server that was killed leaves its folder; the next one finds it unlocked and
removes it.
"""

import fcntl
import logging
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

log = logging.getLogger("posecast.media")

PREFIX: Final = "posecast-media-"
_LOCK: Final = "lock"


class TempFolder:
    """Made on construction, for this user alone. Raises OSError."""

    def __init__(self, base: Path) -> None:
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
            self._lock = os.open(self.path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(
                self._lock, fcntl.LOCK_EX
            )  # another server that starts may just be looking whose it is
            if os.fstat(self._lock).st_nlink:
                return
            os.close(self._lock)  # and took it for one that was left behind

    def remove(self) -> None:
        """The lock goes last: what an upload still puts here meanwhile is then found by the next server."""
        _remove(self.path)
        os.close(self._lock)


def remove_abandoned_folders(base: Path) -> None:
    """Remove the folders of servers of this user that are no more."""
    for path in base.glob(f"{PREFIX}*"):
        lock = _lock_left_behind(path)
        if lock is not None:
            log.info("removing %s, which an earlier server left behind", path)
            _remove(path)
            os.close(lock)


def _remove(folder: Path) -> None:
    for path in folder.glob("*"):
        if path.name != _LOCK:
            _remove_one(path)
    with suppress(OSError):
        if [path.name for path in folder.iterdir()] == [_LOCK]:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_one(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _lock_left_behind(path: Path) -> int | None:
    """The lock of a folder that nobody held, held from now on; None for every other folder."""
    try:
        status = path.lstat()
        if not path.is_dir() or path.is_symlink() or status.st_uid != os.getuid():
            return None
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # being made or removed at this moment, or not ours
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock
