"""Question: what fifty viewers cost the camera that they watch: its delay with them and without, in turns."""

from dataclasses import dataclass, field
from typing import Final

from benchmarks.clips import clips
from benchmarks.contestants import Contestant, Run, posecast
from benchmarks.load import Load, Pace
from benchmarks.samples import Spread
from benchmarks.watchers import Watchers

MODEL: Final = "full"
CAMERA_FPS: Final = 30.0
VIEWERS: Final = 50


@dataclass(frozen=True)
class Effort:
    rounds: int
    seconds: float
    viewers: int


FULL: Final = Effort(rounds=5, seconds=20.0, viewers=VIEWERS)  # 600 frames a turn: p99 is not its worst frame
SHORT: Final = Effort(rounds=1, seconds=0.6, viewers=3)


@dataclass(frozen=True)
class FrameSource:
    """One camera alone, and then watched. viewer_fps: poses a second of each viewer."""

    alone: Run
    watched: Run
    viewer_fps: Spread

    @property
    def is_valid(self) -> bool:
        return self.alone.is_valid and self.watched.is_valid


@dataclass
class ViewersResult:
    viewers: int
    turns: list[FrameSource] = field(default_factory=list)


def measure(effort: Effort) -> ViewersResult:
    (clip,) = clips(1)
    result = ViewersResult(effort.viewers)
    with posecast(MODEL, clip) as contestant:
        (link,) = contestant.load.connect(1)
        load = Load(1, Pace.OPEN, effort.seconds, CAMERA_FPS)
        for _ in range(effort.rounds):
            alone, _ = contestant.run(load)
            result.turns.append(_watched(contestant, link, load, alone, effort.viewers))
    return result


def _watched(contestant: Contestant, link: str, load: Load, alone: Run, viewers: int) -> FrameSource:
    with Watchers(contestant.load.port, link, viewers) as watchers:
        watchers.poses()
        watched, _ = contestant.run(load)
        span_s = load.warm_up_s + load.seconds
        return FrameSource(alone, watched, Spread.of([count / span_s for count in watchers.poses()]))
