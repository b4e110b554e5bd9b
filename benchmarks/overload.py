"""Benchmark of one camera alone, and of three times the load that the machine can serve."""

import math
from dataclasses import dataclass, field
from typing import Final

from benchmarks.clips import clips
from benchmarks.load import Load, Pace
from benchmarks.measured_server import MeasuredServer, posecast
from benchmarks.samples import percentile

MODEL: Final = "full"
CAMERA_FPS: Final = 30.0
PEAK_CLIENTS: Final = 16
OVERLOAD: Final = 3.0


@dataclass(frozen=True)
class Effort:
    rounds: int
    seconds: float


FULL: Final = Effort(rounds=3, seconds=5.0)
SHORT: Final = Effort(rounds=1, seconds=0.6)


@dataclass(frozen=True)
class CameraRun:
    """One client at CAMERA_FPS, alone. worker_ms: the median of the worker's own time for a frame."""

    p50_ms: float
    p99_ms: float
    worker_ms: float
    sent: int
    dropped: int
    is_valid: bool


@dataclass(frozen=True)
class OverloadRun:
    """The peak rate, and then OVERLOAD times as many frames, sent whatever the server does."""

    peak: float  # poses a second
    offered: float  # frames a second
    poses_a_second: float
    p99_ms: float  # age of the answered frames
    sent: int
    answered: int  # pose, dropped or problem
    dropped: int
    left_out: int  # not sent, since the server did not read the socket
    web_us: float  # CPU time of the web process for a frame sent
    late_p99_ms: float
    generator_share: float
    is_valid: bool


@dataclass
class OverloadResult:
    camera: list[CameraRun] = field(default_factory=list)
    overload: list[OverloadRun] = field(default_factory=list)


def measure(effort: Effort) -> OverloadResult:
    (clip,) = clips(1)
    result = OverloadResult()
    with posecast(MODEL, clip) as measured:
        measured.load.connect(PEAK_CLIENTS)
        for _ in range(effort.rounds):
            result.camera.append(_camera_run(measured, effort))
            result.overload.append(_overload_run(measured, effort))
    return result


def _camera_run(measured: MeasuredServer, effort: Effort) -> CameraRun:
    run, result = measured.run(Load(1, Pace.OPEN, effort.seconds, CAMERA_FPS))
    return CameraRun(
        p50_ms=run.p50_ms,
        p99_ms=run.p99_ms,
        worker_ms=percentile(result.worker_ms, 50),
        sent=result.sent,
        dropped=result.all_dropped + result.all_problems,
        is_valid=run.is_valid,
    )


def _overload_run(measured: MeasuredServer, effort: Effort) -> OverloadRun:
    peak = measured.run(Load(PEAK_CLIENTS, Pace.EAGER, effort.seconds))[0].poses_a_second
    clients = max(1, math.ceil(OVERLOAD * peak / CAMERA_FPS))
    measured.load.connect(clients)
    fps = OVERLOAD * peak / clients
    run, result = measured.run(Load(clients, Pace.OPEN, effort.seconds, fps))
    return OverloadRun(
        peak=peak,
        offered=fps * clients,
        poses_a_second=run.poses_a_second,
        p99_ms=run.p99_ms,
        sent=result.sent,
        answered=result.all_poses + result.all_dropped + result.all_problems,
        dropped=result.all_dropped,
        left_out=result.left_out,
        web_us=run.web_us,
        late_p99_ms=run.late_p99_ms,
        generator_share=run.generator_share,
        is_valid=run.is_valid,
    )
