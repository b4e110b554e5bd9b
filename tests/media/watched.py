"""Detects opened files and called addresses, also from within a library's C code."""

import ctypes
import os
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_IN_OPEN: Final = 0x20
_IN_NONBLOCK: Final = 0o4000
_EVENT_BYTES: Final = 16


class WatchedFolder:
    """A folder in which the kernel reports opened files (Linux's inotify)."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._queue = libc.inotify_init1(_IN_NONBLOCK)
        assert self._queue >= 0
        assert libc.inotify_add_watch(self._queue, os.fsencode(folder), _IN_OPEN) >= 0

    def opened(self) -> set[str]:
        """Return the names of the files that were opened since the last call."""
        names: set[str] = set()
        while select.select([self._queue], [], [], 0)[0]:
            events = os.read(self._queue, 65536)
            while events:
                length = struct.unpack_from("I", events, 12)[0]
                names.add(events[_EVENT_BYTES : _EVENT_BYTES + length].rstrip(b"\0").decode())
                events = events[_EVENT_BYTES + length :]
        return names - {""}

    def close(self) -> None:
        os.close(self._queue)


@contextmanager
def watched_folder(folder: Path) -> Iterator[WatchedFolder]:
    watched = WatchedFolder(folder)
    try:
        yield watched
    finally:
        watched.close()


class WatchedAddress:
    """A TCP port of this machine that notices connections."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def was_called(self) -> bool:
        return bool(select.select([self._listener], [], [], 0)[0])

    def close(self) -> None:
        self._listener.close()


@contextmanager
def watched_address() -> Iterator[WatchedAddress]:
    address = WatchedAddress()
    try:
        yield address
    finally:
        address.close()
