"""Question 1: JPEG in, landmarks out, on one core: frames a second and CPU time a frame, ours and MediaPipe's.

Ours and theirs take turns, a chunk of frames each, on the same frames. In every third turn ours runs with its parts
timed; those turns do not count for the frames a second. The first frames of a turn do not count: they find the caches
full of the other's code, which a worker that only does its own work never does.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final

from benchmarks.clips import Clip, clips
from benchmarks.network_floor import floor_ms, network_macs, peak_gflops
from benchmarks.own_process import on_one_core
from benchmarks.pipelines import MediapipePipeline, OurPipeline, Pipeline, Stopwatch, our_answerer
from webapp.engines.mediapipe.stderr_filter import hold_back_stderr
from webapp.models import LANDMARK_MODELS, MODEL_NAMES, model_path
from webapp.workers.pose.__main__ import Answerer

CLIP_FPS: Final = 30


@dataclass(frozen=True)
class Effort:
    clips: int
    rounds: int  # a clip
    chunk: dict[str, int]  # frames of a turn, by model
    warm_up: int  # frames before the first turn: the first one has the detector's price
    settling: int  # frames at a turn's start that do not count


FULL: Final = Effort(clips=4, rounds=5, chunk={"lite": 60, "full": 40, "heavy": 12}, warm_up=5, settling=3)
SHORT: Final = Effort(clips=1, rounds=1, chunk={"lite": 6, "full": 4, "heavy": 2}, warm_up=1, settling=1)


@dataclass(frozen=True)
class FrameSource:
    """One chunk of one pipeline. found: the share of its frames in which somebody was found."""

    fps: float
    cpu_ms: float
    found: float


@dataclass(frozen=True)
class Parts:
    """Where a frame of ours spends its time, ms; they add up to the whole."""

    decode: float
    crop: float
    network: float
    rest: float

    @property
    def beside_network(self) -> float:
        return self.decode + self.crop + self.rest


@dataclass
class ModelSpeed:
    model: str
    macs: int
    floor_ms: float
    ours: list[FrameSource] = field(default_factory=list)
    theirs: list[FrameSource] = field(default_factory=list)
    parts: list[Parts] = field(default_factory=list)


@dataclass(frozen=True)
class PipelineResult:
    clips: list[tuple[str, int]]  # name, mean bytes of a JPEG
    peak_gflops: float
    models: list[ModelSpeed]


def measure(effort: Effort) -> PipelineResult:
    chosen = clips(effort.clips)
    peak = on_one_core(peak_gflops)
    models = [on_one_core(model_speed, model, chosen, effort, peak) for model in MODEL_NAMES]
    return PipelineResult([(clip.name, clip.mean_bytes) for clip in chosen], peak, models)


def model_speed(model: str, chosen: list[Clip], effort: Effort, peak: float) -> ModelSpeed:
    """One model over all clips; to be run on one core."""
    macs = network_macs(model_path(LANDMARK_MODELS[model]))
    speed = ModelSpeed(model, macs, floor_ms(macs, peak))
    answerer = our_answerer(model)
    for clip in chosen:
        _take_turns(speed, answerer, clip, effort)
    return speed


def _take_turns(speed: ModelSpeed, answerer: Answerer, clip: Clip, effort: Effort) -> None:
    chunk = effort.chunk[speed.model]
    ours, in_parts = OurPipeline(answerer, speed.model), OurPipeline(answerer, speed.model)
    theirs = MediapipePipeline(speed.model)
    frames = {each: _frames(clip) for each in (ours, in_parts, theirs)}
    with hold_back_stderr():
        for each, its_frames in frames.items():
            _follow(each, its_frames, effort.warm_up)
    for _ in range(effort.rounds):
        _follow(ours, frames[ours], effort.settling)
        speed.ours.append(_turn(ours, frames[ours], chunk))
        _follow(theirs, frames[theirs], effort.settling)
        speed.theirs.append(_turn(theirs, frames[theirs], chunk))
        _follow(in_parts, frames[in_parts], effort.settling)
        speed.parts.append(_turn_in_parts(in_parts, frames[in_parts], chunk))
    theirs.close()


def _follow(pipeline: Pipeline, frames: Iterator[tuple[bytes, int]], count: int) -> int:
    """In how many of the next frames somebody is found."""
    return sum(pipeline.people(*next(frames)) > 0 for _ in range(count))


def _turn(pipeline: Pipeline, frames: Iterator[tuple[bytes, int]], count: int) -> FrameSource:
    started_s, cpu_s = time.perf_counter(), time.process_time()
    found = _follow(pipeline, frames, count)
    wall_s, cpu_s = time.perf_counter() - started_s, time.process_time() - cpu_s
    return FrameSource(count / wall_s, cpu_s * 1e3 / count, found / count)


def _turn_in_parts(pipeline: OurPipeline, frames: Iterator[tuple[bytes, int]], count: int) -> Parts:
    watch = Stopwatch()
    decoded_ms = pipeline.decode_ms
    with watch.running():
        turn = _turn(pipeline, frames, count)
    total, decode = 1e3 / turn.fps, (pipeline.decode_ms - decoded_ms) / count
    crop, network = watch.crop_ms / count, watch.network_ms / count
    return Parts(decode, crop, network, total - decode - crop - network)


def _frames(clip: Clip) -> Iterator[tuple[bytes, int]]:
    """The clip's JPEGs over and over, with times (ms) that rise."""
    return ((jpeg, round(index * 1000 / CLIP_FPS)) for index, jpeg in enumerate(cycle(clip.jpegs)))
