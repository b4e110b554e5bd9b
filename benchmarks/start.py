"""Benchmark of the start: from the process to the first pose.

Cold is the very first start, without compiled networks and with nothing in the page cache; warm is any later one.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from benchmarks.client_codecs import CODECS, POSECAST, STOCK
from benchmarks.clips import clips
from benchmarks.load_client import LoadClient
from benchmarks.peer_server import PeerServer
from tests.support.running_server import ROOT, RunningServer
from webapp.pose.cache_folder import FOLDER_ENV

MODEL: Final = "full"
DROP_CACHES: Final = Path("/proc/sys/vm/drop_caches")
DROPPED_ALL: Final = "the system's page cache was dropped before each start"
DROPPED_OURS: Final = "the files of .venv and models/ were dropped from the page cache before each start; those that other programs use stayed"
_OWN_FOLDERS: Final = (".venv", "models", "webapp")


@dataclass(frozen=True)
class Effort:
    cold: int
    warm: int


FULL: Final = Effort(cold=3, warm=5)
SHORT: Final = Effort(cold=0, warm=1)


@dataclass
class Starts:
    """Seconds from the start of the process until it listens, and until the first client has its first pose."""

    server: str
    is_warm: bool
    listening_s: list[float] = field(default_factory=list)
    first_pose_s: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class StartResult:
    how_cold: str
    starts: list[Starts]

    def of(self, server: str, is_warm: bool) -> Starts:
        return next(one for one in self.starts if (one.server, one.is_warm) == (server, is_warm))


def measure(effort: Effort) -> StartResult:
    jpeg = clips(1, 1)[0].jpegs[0]
    starts = [Starts(server, is_warm) for is_warm in (False, True) for server in (POSECAST, STOCK)]
    how_cold = ""
    for is_warm, rounds in ((False, effort.cold), (True, effort.warm)):
        for _ in range(rounds):
            for one in starts:
                if one.is_warm == is_warm:
                    how_cold = how_cold if is_warm else drop_file_caches()
                    _start(one, jpeg)
    return StartResult(how_cold, starts)


@contextmanager
def our_server() -> Iterator[int]:
    with RunningServer("--model", MODEL) as server:
        yield server.port


@contextmanager
def stock_server() -> Iterator[int]:
    with PeerServer("stock_app", "--model", MODEL) as peer:
        yield peer.port


def drop_file_caches() -> str:
    """Drop files from the page cache, so that the next start reads from the disk; return what was dropped."""
    os.sync()
    try:
        DROP_CACHES.write_text("1")
    except OSError:
        for folder in _OWN_FOLDERS:
            for path in filter(Path.is_file, (ROOT / folder).rglob("*")):
                _drop_file_cache(path)
        return DROPPED_OURS
    return DROPPED_ALL


def _drop_file_cache(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)


@contextmanager
def _network_cache(*, is_empty: bool) -> Iterator[None]:
    """Use an empty cache of compiled networks within the context, if is_empty."""
    with TemporaryDirectory() as empty, patch.dict(os.environ, {FOLDER_ENV: empty} if is_empty else {}):
        yield


def _start(starts: Starts, jpeg: bytes) -> None:
    server = our_server if starts.server == POSECAST else stock_server
    codec = CODECS[starts.server]()
    started_s = time.perf_counter()
    with _network_cache(is_empty=not starts.is_warm), server() as port:
        starts.listening_s.append(time.perf_counter() - started_s)
        client = LoadClient(port, codec)
        client.wait_for(client.send(codec.prepare(jpeg), 0.0))
        starts.first_pose_s.append(time.perf_counter() - started_s)
        client.close()
