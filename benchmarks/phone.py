"""Question: what reaches a phone over HTTPS: held to polling, as some iPhones are, and over WebSocket; in turns.

The camera sends a frame when the one before is answered; the authority is trusted, as on a phone that installed it.
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
    seconds: float  # of a turn


FULL: Final = Effort(rounds=3, seconds=6.0)
SHORT: Final = Effort(rounds=1, seconds=0.6)


@dataclass(frozen=True)
class FrameSource:
    """One stream. The delay is from a frame sent to its pose received."""

    poses_a_second: float
    p50_ms: float
    p99_ms: float


@dataclass
class PhoneResult:
    """The turns of each transport."""

    turns: dict[str, list[FrameSource]] = field(default_factory=lambda: {name: [] for name in TRANSPORTS})


def measure(effort: Effort) -> PhoneResult:
    (clip,) = clips(1)
    result = PhoneResult()
    with TemporaryDirectory() as folder:
        with RunningServer("--lan", "--certificates", folder, "--model", MODEL) as server:
            certificate = Path(folder) / "of-the-authority.pem"
            secret = (Path(folder) / "authority.pem").read_bytes()
            certificate.write_bytes(Authority.from_secret_pem(secret).pem())
            for _ in range(effort.rounds):
                for transport, turns in result.turns.items():
                    turns.append(_stream(server.url, transport, certificate, clip.jpegs, effort.seconds))
    return result


def _stream(
    url: str, transport: str, certificate: Path, jpegs: tuple[bytes, ...], seconds: float
) -> FrameSource:
    camera = live(url, cycle(jpegs), every_frame=True, verify=str(certificate), transports=[transport])
    with camera as poses:
        for _ in range(WARM_UP_FRAMES):
            next(poses)
        return _turn(poses, seconds)


def _turn(poses: LivePoses, seconds: float) -> FrameSource:
    delays_ms: list[float] = []
    started_s = time.perf_counter()
    while time.perf_counter() - started_s < seconds:
        delays_ms.append(next(poses).delay_ms)
    taken_s = time.perf_counter() - started_s
    return FrameSource(len(delays_ms) / taken_s, percentile(delays_ms, 50), percentile(delays_ms, 99))
