"""Question: what reaches a phone over HTTPS: held to polling, as some iPhones are, and over WebSocket; in turns.

The camera sends a frame when the one before is answered; the authority is trusted, as on a phone that installed it.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import requests

from benchmarks.clips import clips
from benchmarks.samples import percentile
from tests.running_server import RunningServer
from tests.server.camera_client import CameraClient
from webapp.lan.authority import Authority

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
class Turn:
    """One stream. The delay is from a frame sent to its pose received."""

    poses_a_second: float
    p50_ms: float
    p99_ms: float


@dataclass
class PhoneResult:
    """The turns of each transport."""

    turns: dict[str, list[Turn]] = field(default_factory=lambda: {name: [] for name in TRANSPORTS})


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


def _stream(url: str, transport: str, certificate: Path, jpegs: tuple[bytes, ...], seconds: float) -> Turn:
    camera = CameraClient(url, [transport])
    with ExitStack() as open_ones:
        session = open_ones.enter_context(requests.Session())
        session.verify = str(certificate)
        session.trust_env = False  # the environment may name other authorities
        camera.socket.eio.http = session
        open_ones.enter_context(camera)
        frames = cycle(jpegs)
        for _ in range(WARM_UP_FRAMES):
            _pose_ms(camera, next(frames))
        return _turn(lambda: _pose_ms(camera, next(frames)), seconds)


def _turn(pose_ms: Callable[[], float], seconds: float) -> Turn:
    delays_ms: list[float] = []
    started_s = time.perf_counter()
    while time.perf_counter() - started_s < seconds:
        delays_ms.append(pose_ms())
    taken_s = time.perf_counter() - started_s
    return Turn(len(delays_ms) / taken_s, percentile(delays_ms, 50), percentile(delays_ms, 99))


def _pose_ms(camera: CameraClient, jpeg: bytes) -> float:
    """The delay of one pose. Raises RuntimeError where the answer is another."""
    started_s = time.perf_counter()
    event, answer = camera.ask(jpeg)
    if event != "pose":
        raise RuntimeError(f"no pose but {event}: {answer}")
    camera.answers.clear()  # looking through all of them would cost more with each
    return (time.perf_counter() - started_s) * 1e3
