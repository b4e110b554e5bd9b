"""Runs Posecast and the stock stack as servers, each with a load generator, and measures them under load."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.client_codecs import POSECAST, STOCK
from benchmarks.clips import Clip
from benchmarks.load import Load, LoadResult
from benchmarks.load_generator import LoadGenerator
from benchmarks.peer_server import PeerServer
from benchmarks.process_tree import Memory, ProcessTree
from benchmarks.samples import percentile
from tests.support.running_server import RunningServer


@dataclass(frozen=True)
class Run:
    """The figures of one server under one load."""

    poses_a_second: float
    p50_ms: float  # frame sent to pose received
    p99_ms: float
    cpu_ms: float  # for a pose, of all processes of the server
    web_us: float  # CPU time for a frame sent, of the server's first process
    fairness: float
    generator_share: float  # of one core
    late_p99_ms: float
    is_valid: bool

    @classmethod
    def of(cls, result: LoadResult, server_cpu_s: float, web_cpu_s: float) -> "Run":
        return cls(
            poses_a_second=result.poses_a_second,
            p50_ms=percentile(result.ages_ms, 50),
            p99_ms=percentile(result.ages_ms, 99),
            cpu_ms=server_cpu_s * 1e3 / result.all_poses if result.all_poses else float("nan"),
            web_us=web_cpu_s * 1e6 / result.sent if result.sent else float("nan"),
            fairness=result.fairness,
            generator_share=result.cpu_share,
            late_p99_ms=result.late_p99_ms,
            is_valid=result.is_valid,
        )


class MeasuredServer:
    """A running server and its load generator."""

    def __init__(self, name: str, process: "subprocess.Popen[bytes]", load: LoadGenerator) -> None:
        self.name = name
        self.load = load
        self._tree = ProcessTree(process.pid)

    def run(self, load: Load) -> tuple[Run, LoadResult]:
        """Run the load; return the figures and the raw result."""
        before_s, web_before_s = self._tree.cpu_s(), self._tree.root_cpu_s()
        result = self.load.run(load)
        return Run.of(result, self._tree.cpu_s() - before_s, self._tree.root_cpu_s() - web_before_s), result

    def memory(self) -> Memory:
        return self._tree.memory()


@contextmanager
def posecast(model: str, clip: Clip, *arguments: str) -> Iterator[MeasuredServer]:
    with RunningServer("--model", model, *arguments) as server:
        with LoadGenerator(server.port, POSECAST, clip.jpegs) as load:
            yield MeasuredServer(POSECAST, server.process, load)


@contextmanager
def stock(model: str, clip: Clip) -> Iterator[MeasuredServer]:
    with PeerServer("stock_app", "--model", model) as peer:
        with LoadGenerator(peer.port, STOCK, clip.jpegs) as load:
            yield MeasuredServer(STOCK, peer.process, load)
