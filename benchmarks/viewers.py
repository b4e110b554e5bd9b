"""Benchmark of a camera with fifty viewers: its delay with them and without, alternately."""

from dataclasses import dataclass, field
from typing import Final

from benchmarks.clips import clips
from benchmarks.load import Load, Pace
from benchmarks.measured_server import MeasuredServer, Run, posecast
from benchmarks.samples import Spread
from benchmarks.viewer_clients import ViewerClients

MODEL: Final = "full"
CAMERA_FPS: Final = 30.0
VIEWERS: Final = 50


@dataclass(frozen=True)
class Effort:
    rounds: int
    seconds: float
    viewers: int


FULL: Final = Effort(
    rounds=5, seconds=20.0, viewers=VIEWERS
)  # 600 frames a run, so that p99 is not the single worst frame
SHORT: Final = Effort(rounds=1, seconds=0.6, viewers=3)


@dataclass(frozen=True)
class PairedRun:
    """A camera alone, and then watched. viewer_fps: poses a second of each viewer."""

    alone: Run
    watched: Run
    viewer_fps: Spread

    @property
    def is_valid(self) -> bool:
        return self.alone.is_valid and self.watched.is_valid


@dataclass
class ViewersResult:
    viewers: int
    runs: list[PairedRun] = field(default_factory=list)


def measure(effort: Effort) -> ViewersResult:
    (clip,) = clips(1)
    result = ViewersResult(effort.viewers)
    with posecast(MODEL, clip) as measured:
        (link,) = measured.load.connect(1)
        load = Load(1, Pace.OPEN, effort.seconds, CAMERA_FPS)
        for _ in range(effort.rounds):
            alone, _ = measured.run(load)
            result.runs.append(_watched(measured, link, load, alone, effort.viewers))
    return result


def _watched(measured: MeasuredServer, link: str, load: Load, alone: Run, count: int) -> PairedRun:
    with ViewerClients(measured.load.port, link, count) as viewers:
        viewers.poses()
        watched, _ = measured.run(load)
        span_s = load.warm_up_s + load.seconds
        return PairedRun(alone, watched, Spread.of([poses / span_s for poses in viewers.poses()]))
