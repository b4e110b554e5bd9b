"""The targets: for each the limit, and the measured figure."""

import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.client_codecs import POSECAST, STOCK
from benchmarks.jobs import JobsResult
from benchmarks.memory import MemoryResult
from benchmarks.overload import MODEL as CAMERA_MODEL
from benchmarks.overload import OverloadResult
from benchmarks.phone import PhoneResult
from benchmarks.pipeline import PipelineResult
from benchmarks.results import Results
from benchmarks.samples import Spread, ratios
from benchmarks.start import StartResult
from benchmarks.system import COMPARED_CLIENTS, DETAILED_MODEL, SystemResult
from benchmarks.video import VideoResult
from benchmarks.viewers import VIEWERS, ViewersResult

PIPELINE_RATIOS: Final = {"full": 2.0, "lite": 2.3, "heavy": 1.35}
VIDEO_RATIO: Final = 1.8
BESIDE_NETWORK_MS: Final = 1.2
SYSTEM_RATIOS: Final = {"full": 4.5, "lite": 6.0, "heavy": 2.0}
DELAY_RATIO: Final = 0.3
FAIRNESS: Final = 0.98
FAIRNESS_CLIENTS: Final = 16
CPU_RATIO: Final = 1.1
MOST_CLIENTS: Final = 32
CLIENT_MB: Final = 1.0
CAMERA_P50_RATIO: Final = 2.0
CAMERA_P99_RATIO: Final = 3.0
PEAK_SHARE: Final = 0.9
OVERLOAD_AGE_MS: Final = 250.0
WARM_START_S: Final = 3.0
POLLING_RATE: Final = 8.0
VIEWERS_P99_RATIO: Final = 1.2
JOB_P99_RATIO: Final = 1.3

_Compare = Callable[[float, float], bool]
_SIGNS: Final[dict[str, _Compare]] = {"≥": operator.ge, "≤": operator.le, "=": operator.eq}


@dataclass(frozen=True)
class Target:
    """A target. found: the measured figure, NaN without a valid one."""

    what: str
    sign: str
    wanted: float
    found: float
    unit: str = ""

    @property
    def reached(self) -> bool | None:
        return None if math.isnan(self.found) else _SIGNS[self.sign](self.found, self.wanted)

    @property
    def verdict(self) -> str:
        return {True: "reached", False: "missed", None: "not measured"}[self.reached]


def targets(results: Results) -> list[Target]:
    """Return the targets of the benchmarks that were run."""
    found: list[Target] = []
    if results.pipeline:
        found += _pipeline(results.pipeline)
    if results.video:
        found += _video(results.video)
    if results.system:
        found += _system(results.system)
    if results.memory:
        found += _memory(results.memory)
    if results.overload:
        found += _overload(results.overload, results.pipeline)
    if results.viewers:
        found += _viewers(results.viewers)
    if results.jobs:
        found += _jobs(results.jobs)
    if results.phone:
        found += _phone(results.phone)
    if results.start:
        found += _start(results.start)
    return found


def _video(result: VideoResult) -> Iterator[Target]:
    ratio = ratios([run.fps for run in result.ours], [run.fps for run in result.theirs]).median
    yield Target("a whole video: as fast as cv2 and MediaPipe in a loop", "≥", VIDEO_RATIO, ratio, "×")


def _viewers(result: ViewersResult) -> Iterator[Target]:
    valid = [run for run in result.runs if run.is_valid]
    ratio = ratios([run.watched.p99_ms for run in valid], [run.alone.p99_ms for run in valid]).median
    what = f"{VIEWERS} viewers: the camera's p99 delay against none"
    yield Target(what, "≤", VIEWERS_P99_RATIO, ratio, "×")


def _jobs(result: JobsResult) -> Iterator[Target]:
    valid = [run for run in result.runs if run.is_valid]
    ratio = ratios([run.beside.p99_ms for run in valid], [run.alone.p99_ms for run in valid]).median
    yield Target("a video beside a camera: its p99 delay against none", "≤", JOB_P99_RATIO, ratio, "×")


def _phone(result: PhoneResult) -> Iterator[Target]:
    rate = Spread.of([run.poses_a_second for run in result.runs["polling"]]).median
    yield Target("a phone held to polling, over HTTPS: poses a second", "≥", POLLING_RATE, rate)


def _pipeline(result: PipelineResult) -> Iterator[Target]:
    for speed in result.models:
        ratio = ratios([run.fps for run in speed.ours], [run.fps for run in speed.theirs]).median
        what = f"pipeline, {speed.model}: frames a second against MediaPipe"
        yield Target(what, "≥", PIPELINE_RATIOS[speed.model], ratio, "×")
    for speed in result.models:
        beside = Spread.of([parts.beside_network for parts in speed.parts]).median
        yield Target(f"pipeline, {speed.model}: all but the network", "≤", BESIDE_NETWORK_MS, beside, " ms")


def _system(result: SystemResult) -> Iterator[Target]:
    for model, wanted in SYSTEM_RATIOS.items():
        ours, theirs = (result.cell(server, model, COMPARED_CLIENTS) for server in (POSECAST, STOCK))
        if ours and theirs:
            rate, delay = (ours.ratio(name, theirs).median for name in ("poses_a_second", "p99_ms"))
            what = f"system, {model}, {COMPARED_CLIENTS} clients:"
            yield Target(f"{what} poses a second against the stock stack", "≥", wanted, rate, "×")
            yield Target(f"{what} p99 delay against the stock stack", "≤", DELAY_RATIO, delay, "×")
    shared = result.cell(POSECAST, DETAILED_MODEL, FAIRNESS_CLIENTS)
    fairness = shared.spread("fairness").median if shared else math.nan
    yield Target(f"Jain fairness at {FAIRNESS_CLIENTS} clients", "≥", FAIRNESS, fairness)
    yield Target(f"CPU a frame at {MOST_CLIENTS} clients against 1", "≤", CPU_RATIO, _cpu_ratio(result), "×")


def _cpu_ratio(result: SystemResult) -> float:
    one, many = (result.cell(POSECAST, DETAILED_MODEL, count) for count in (1, MOST_CLIENTS))
    return many.spread("cpu_ms").median / one.spread("cpu_ms").median if one and many else math.nan


def _memory(result: MemoryResult) -> Iterator[Target]:
    slope = result.growth(POSECAST).streaming_slope
    yield Target("memory of each further streaming client", "≤", CLIENT_MB, slope, " MB")


def _overload(result: OverloadResult, pipeline: PipelineResult | None) -> Iterator[Target]:
    alone = [run for run in result.camera if run.is_valid]
    own_ms = _own_ms(result, pipeline)
    p50, p99 = (
        Spread.of([getattr(run, name) for run in alone]).median / own_ms for name in ("p50_ms", "p99_ms")
    )
    yield Target("one camera: p50 delay against the pipeline's own time", "≤", CAMERA_P50_RATIO, p50, "×")
    yield Target("one camera: p99 delay against the pipeline's own time", "≤", CAMERA_P99_RATIO, p99, "×")
    yield Target("one camera: frames dropped", "=", 0, sum(run.dropped for run in result.camera))
    runs = [run for run in result.overload if run.is_valid]
    share = Spread.of([run.poses_a_second / run.peak for run in runs]).median
    yield Target("three times the load: poses a second of the peak", "≥", PEAK_SHARE, share)
    lost = sum(abs(run.sent - run.answered) for run in result.overload)
    yield Target("three times the load: frames without exactly one reply", "=", 0, lost)
    age = Spread.of([run.p99_ms for run in runs]).median
    yield Target("three times the load: age of answered frames, p99", "≤", OVERLOAD_AGE_MS, age, " ms")


def _own_ms(result: OverloadResult, pipeline: PipelineResult | None) -> float:
    """Return the pipeline's own time for a frame: from its benchmark if that was run, else as the worker reports it."""
    if pipeline is None:
        return Spread.of([run.worker_ms for run in result.camera]).median
    speed = next(speed for speed in pipeline.models if speed.model == CAMERA_MODEL)
    return 1e3 / Spread.of([run.fps for run in speed.ours]).median


def _start(result: StartResult) -> Iterator[Target]:
    warm = Spread.of(result.of(POSECAST, is_warm=True).first_pose_s).median
    yield Target("start to first pose, warm", "≤", WARM_START_S, warm, " s")
