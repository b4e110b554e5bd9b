"""Benchmark of the memory of all of a server's processes for each further client, idle and streaming."""

import time
from dataclasses import dataclass, field
from typing import Final

from benchmarks.client_codecs import POSECAST, STOCK
from benchmarks.clips import Clip, clips
from benchmarks.load import Load, Pace
from benchmarks.measured_server import MeasuredServer, posecast, stock
from benchmarks.process_tree import MemoryKind
from benchmarks.samples import slope

MODEL: Final = "full"
WARM_UP_ROUNDS: Final = 3
"""Loads of Posecast's first client before memory is read, so that what a server allocates once is not counted for the
second client. A single client is served by every worker in succession."""

READ_EVERY_S: Final = 0.25


@dataclass(frozen=True)
class Effort:
    ours: tuple[int, ...]  # clients at which memory is read
    theirs: tuple[int, ...]
    seconds: float  # of streaming while memory is read


FULL: Final = Effort(ours=(1, 2, 4, 8, 16, 32, 64), theirs=(1, 2, 4, 8), seconds=3.0)
SHORT: Final = Effort(ours=(1, 3), theirs=(1, 2), seconds=0.5)


@dataclass
class Growth:
    """Memory in MB at each number of clients."""

    server: str
    kind: MemoryKind = "PSS"
    clients: list[int] = field(default_factory=list)
    idle_mb: list[float] = field(default_factory=list)
    streaming_mb: list[float] = field(default_factory=list)

    @property
    def idle_slope(self) -> float:
        """MB that each further client adds."""
        return slope(self.clients, self.idle_mb)

    @property
    def streaming_slope(self) -> float:
        return slope(self.clients, self.streaming_mb)


@dataclass(frozen=True)
class MemoryResult:
    growths: list[Growth]

    def growth(self, server: str) -> Growth:
        return next(one for one in self.growths if one.server == server)


def measure(effort: Effort) -> MemoryResult:
    (clip,) = clips(1)
    return MemoryResult([_ours(clip, effort), _theirs(clip, effort)])


def _ours(clip: Clip, effort: Effort) -> Growth:
    growth = Growth(POSECAST, clients=list(effort.ours))
    room = ("--max-clients", str(max(effort.ours)))
    with posecast(MODEL, clip, *room) as measured:
        _add_idle(growth, measured)
    with posecast(MODEL, clip, *room) as measured:
        measured.load.connect(1)
        for _ in range(WARM_UP_ROUNDS):
            measured.load.run(Load(1, Pace.EAGER, effort.seconds))
        _add_streaming(growth, measured, effort.seconds)
    return growth


def _theirs(clip: Clip, effort: Effort) -> Growth:
    growth = Growth(STOCK, clients=list(effort.theirs))
    with stock(MODEL, clip) as measured:
        _add_idle(growth, measured)
    with stock(MODEL, clip) as measured:
        _add_streaming(growth, measured, effort.seconds)
    return growth


def _add_idle(growth: Growth, measured: MeasuredServer) -> None:
    for count in growth.clients:
        measured.load.connect(count)
        memory = measured.memory()
        growth.kind = memory.kind
        growth.idle_mb.append(memory.mb)


def _add_streaming(growth: Growth, measured: MeasuredServer, seconds: float) -> None:
    for count in growth.clients:
        measured.load.connect(count)
        growth.streaming_mb.append(_streaming_mb(measured, count, seconds))


def _streaming_mb(measured: MeasuredServer, clients: int, seconds: float) -> float:
    """Return the largest memory while that many clients stream as fast as they may."""
    load = Load(clients, Pace.EAGER, seconds)
    measured.load.begin(load)
    ends_s = time.monotonic() + load.warm_up_s + seconds
    read_mb = []
    while time.monotonic() < ends_s:
        time.sleep(READ_EVERY_S)
        read_mb.append(measured.memory().mb)
    measured.load.result(load)
    return max(read_mb)
