"""A folder for the files of one run of the server.

It is locked while the server runs. A server that was killed leaves its folder unlocked, and the next one removes it.
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
    """A locked folder that only this user can open. Made on construction, which raises OSError."""

    def __init__(self, base: Path) -> None:
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
            self._lock = os.open(self.path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            # Another server that starts may hold the lock for a moment, and may have removed the folder as abandoned.
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            if os.fstat(self._lock).st_nlink:
                return
            os.close(self._lock)

    def remove(self) -> None:
        """Remove the files, and the lock last: the next server removes what an upload still writes meanwhile."""
        _remove(self.path)
        os.close(self._lock)


def remove_abandoned_folders(base: Path) -> None:
    """Remove the folders that killed servers of this user left."""
    for path in base.glob(f"{PREFIX}*"):
        lock = _lock_if_abandoned(path)
        if lock is not None:
            log.info("removing %s, which an earlier server left", path)
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


def _lock_if_abandoned(path: Path) -> int | None:
    """Lock a folder that no server has locked, and return its lock; None for every other folder."""
    try:
        status = path.lstat()
        if not path.is_dir() or path.is_symlink() or status.st_uid != os.getuid():
            return None
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # it is being made or removed, or is not ours
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock
