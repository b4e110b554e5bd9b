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


class RunFolder:
    """Made on construction, for this user alone. Raises OSError."""

    def __init__(self, base: Path) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
        self._lock = os.open(self.path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def remove(self) -> None:
        """The lock goes last: what an upload still puts here meanwhile is then found by the next server."""
        _remove(self.path)
        os.close(self._lock)


def remove_left_behind(base: Path) -> None:
    """Remove the folders of servers of this user that are no more."""
    for path in base.glob(f"{PREFIX}*"):
        if _is_left_behind(path):
            log.info("removing %s, which an earlier server left behind", path)
            _remove(path)


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


def _is_left_behind(path: Path) -> bool:
    try:
        status = path.lstat()
        if not path.is_dir() or path.is_symlink() or status.st_uid != os.getuid():
            return False
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # being made or removed at this moment, or not ours
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(lock)
    return True
