"""Benchmark of a phone over HTTPS, with polling only, as on some iPhones, and with WebSocket, alternately.

The camera sends a frame when the one before is answered; it trusts the authority, as a phone that installed it.
"""

import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.clips import clips
from benchmarks.samples import percentile
from posecast.client import LivePoses, live
from tests.support.running_server import RunningServer
from webapp.lan.pki.authority import Authority

MODEL: Final = "full"
TRANSPORTS: Final = ("polling", "websocket")
WARM_UP_FRAMES: Final = 5


@dataclass(frozen=True)
class Effort:
    rounds: int
    seconds: float  # of one run


FULL: Final = Effort(rounds=3, seconds=6.0)
SHORT: Final = Effort(rounds=1, seconds=0.6)


@dataclass(frozen=True)
class StreamRun:
    """The figures of one stream. The delay is from a frame sent to its pose received."""

    poses_a_second: float
    p50_ms: float
    p99_ms: float


@dataclass
class PhoneResult:
    """The runs by transport."""

    runs: dict[str, list[StreamRun]] = field(default_factory=lambda: {name: [] for name in TRANSPORTS})


def measure(effort: Effort) -> PhoneResult:
    (clip,) = clips(1)
    result = PhoneResult()
    with TemporaryDirectory() as folder:
        with RunningServer("--lan", "--certificates", folder, "--model", MODEL) as server:
            certificate = Path(folder) / "of-the-authority.pem"
            secret = (Path(folder) / "authority.pem").read_bytes()
            certificate.write_bytes(Authority.from_secret_pem(secret).pem())
            for _ in range(effort.rounds):
                for transport, runs in result.runs.items():
                    runs.append(_stream(server.url, transport, certificate, clip.jpegs, effort.seconds))
    return result


def _stream(
    url: str, transport: str, certificate: Path, jpegs: tuple[bytes, ...], seconds: float
) -> StreamRun:
    camera = live(url, cycle(jpegs), every_frame=True, verify=str(certificate), transports=[transport])
    with camera as poses:
        for _ in range(WARM_UP_FRAMES):
            next(poses)
        return _measure(poses, seconds)


def _measure(poses: LivePoses, seconds: float) -> StreamRun:
    delays_ms: list[float] = []
    started_s = time.perf_counter()
    while time.perf_counter() - started_s < seconds:
        delays_ms.append(next(poses).delay_ms)
    taken_s = time.perf_counter() - started_s
    return StreamRun(len(delays_ms) / taken_s, percentile(delays_ms, 50), percentile(delays_ms, 99))
