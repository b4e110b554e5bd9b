"""Benchmark of the transport alone: frames sent to a server that sends them back, one after the other."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from benchmarks.client_codecs import POSECAST, STOCK
from benchmarks.clips import clips
from benchmarks.load import Load, Pace
from benchmarks.load_generator import LoadGenerator
from benchmarks.measured_server import MeasuredServer, Run
from benchmarks.peer_server import PeerServer
from webapp.settings import ASYNC_MODES, AsyncMode

NO_CPU_LIMIT: Final = 1.0
"""One frame is in flight at a time, so generator and server never run at once."""

PEERS: Final = {POSECAST: "our_echo", STOCK: "stock_echo"}


@dataclass(frozen=True)
class Effort:
    rounds: int
    seconds: float


FULL: Final = Effort(rounds=5, seconds=2.0)
SHORT: Final = Effort(rounds=1, seconds=0.4)


@dataclass
class Echo:
    """The runs of one echo server."""

    server: str
    async_mode: AsyncMode
    runs: list[Run] = field(default_factory=list)  # a "pose" here is a frame that came back


@dataclass(frozen=True)
class TransportResult:
    frame_bytes: int
    echoes: list[Echo]

    def echo(self, server: str, async_mode: AsyncMode) -> Echo:
        return next(one for one in self.echoes if (one.server, one.async_mode) == (server, async_mode))


def measure(effort: Effort) -> TransportResult:
    (clip,) = clips(1)
    echoes: list[tuple[Echo, MeasuredServer]] = []
    with ExitStack() as running:
        for mode in ASYNC_MODES:
            for server, module in PEERS.items():
                peer = running.enter_context(PeerServer(module, "--async-mode", mode))
                load = running.enter_context(LoadGenerator(peer.port, server, clip.jpegs))
                load.connect(1)
                echoes.append((Echo(server, mode), MeasuredServer(server, peer.process, load)))
        load_of_one = Load(1, Pace.EAGER, effort.seconds, cpu_limit=NO_CPU_LIMIT)
        for _ in range(effort.rounds):
            for echo, measured in echoes:
                echo.runs.append(measured.run(load_of_one)[0])
    return TransportResult(clip.mean_bytes, [echo for echo, _ in echoes])
