"""Question 5: from the start of the process to the first pose. Cold is the first start of all, with nothing kept; warm any later one."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from benchmarks.clips import clips
from benchmarks.dialects import DIALECTS, POSECAST, STOCK
from benchmarks.load_client import LoadClient
from benchmarks.peer_server import PeerServer
from tests.support.running_server import ROOT, RunningServer
from webapp.pose.compiled_cache import FOLDER_ENV

MODEL: Final = "full"
DROP_CACHES: Final = Path("/proc/sys/vm/drop_caches")
DROPPED_ALL: Final = "the system's page cache was dropped before each start"
DROPPED_OURS: Final = "the system was asked to forget the files of .venv and models/ before each start; what other programs use stayed"
_OWN_FOLDERS: Final = (".venv", "models", "webapp")


@dataclass(frozen=True)
class Effort:
    cold: int
    warm: int


FULL: Final = Effort(cold=3, warm=5)
SHORT: Final = Effort(cold=0, warm=1)


@dataclass
class Starts:
    """Seconds from the start of the process: until it listens, and until the first client has its first pose."""

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
                    how_cold = how_cold if is_warm else forget_files()
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


def forget_files() -> str:
    """Have the next start read from the disk; says how far that went."""
    os.sync()
    try:
        DROP_CACHES.write_text("1")
    except OSError:
        for folder in _OWN_FOLDERS:
            for path in filter(Path.is_file, (ROOT / folder).rglob("*")):
                _forget(path)
        return DROPPED_OURS
    return DROPPED_ALL


def _forget(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)


@contextmanager
def _nothing_kept(so: bool) -> Iterator[None]:
    """Compiled networks of earlier starts are out of reach meanwhile, if so."""
    with TemporaryDirectory() as empty, patch.dict(os.environ, {FOLDER_ENV: empty} if so else {}):
        yield


def _start(starts: Starts, jpeg: bytes) -> None:
    server = our_server if starts.server == POSECAST else stock_server
    dialect = DIALECTS[starts.server]()
    started_s = time.perf_counter()
    with _nothing_kept(not starts.is_warm), server() as port:
        starts.listening_s.append(time.perf_counter() - started_s)
        client = LoadClient(port, dialect)
        client.wait_for(client.send(dialect.prepared(jpeg), 0.0))
        starts.first_pose_s.append(time.perf_counter() - started_s)
        client.close()
