"""Benchmark of the pipeline, JPEG to landmarks, on one core: frames a second and CPU time a frame, beside MediaPipe.

The two pipelines alternate, a chunk of the same frames each. In every third chunk ours runs with its steps timed; these
chunks do not count for the frames a second. The first frames of a chunk do not count either: the caches are then full of
the other pipeline's code, which does not happen in a worker.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final

from benchmarks.child_process import on_one_core
from benchmarks.clips import Clip, clips
from benchmarks.network_floor import floor_ms, network_macs, peak_gflops
from benchmarks.pipelines import MediapipePipeline, OurPipeline, Pipeline, Stopwatch, worker_handler
from webapp.engines.mediapipe.stderr_filter import hold_back_stderr
from webapp.models import LANDMARK_MODELS, MODEL_NAMES, model_path
from webapp.workers.pose.__main__ import RequestHandler

CLIP_FPS: Final = 30


@dataclass(frozen=True)
class Effort:
    clips: int
    rounds: int  # for each clip
    chunk: dict[str, int]  # frames of a chunk, by model
    warm_up: int  # frames before the first chunk; the first one runs the detector, too
    settling: int  # frames at the start of a chunk that do not count


FULL: Final = Effort(clips=4, rounds=5, chunk={"lite": 60, "full": 40, "heavy": 12}, warm_up=5, settling=3)
SHORT: Final = Effort(clips=1, rounds=1, chunk={"lite": 6, "full": 4, "heavy": 2}, warm_up=1, settling=1)


@dataclass(frozen=True)
class ChunkRun:
    """The figures of one chunk of one pipeline. found: the share of its frames with a person."""

    fps: float
    cpu_ms: float
    found: float


@dataclass(frozen=True)
class Parts:
    """The time of each step of a frame in our pipeline, ms; the sum is the whole."""

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
    ours: list[ChunkRun] = field(default_factory=list)
    theirs: list[ChunkRun] = field(default_factory=list)
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
    handler = worker_handler(model)
    for clip in chosen:
        _measure_clip(speed, handler, clip, effort)
    return speed


def _measure_clip(speed: ModelSpeed, handler: RequestHandler, clip: Clip, effort: Effort) -> None:
    chunk = effort.chunk[speed.model]
    ours, in_parts = OurPipeline(handler, speed.model), OurPipeline(handler, speed.model)
    theirs = MediapipePipeline(speed.model)
    frames = {each: _frames(clip) for each in (ours, in_parts, theirs)}
    with hold_back_stderr():
        for each, its_frames in frames.items():
            _track(each, its_frames, effort.warm_up)
    for _ in range(effort.rounds):
        _track(ours, frames[ours], effort.settling)
        speed.ours.append(_measure_chunk(ours, frames[ours], chunk))
        _track(theirs, frames[theirs], effort.settling)
        speed.theirs.append(_measure_chunk(theirs, frames[theirs], chunk))
        _track(in_parts, frames[in_parts], effort.settling)
        speed.parts.append(_measure_parts(in_parts, frames[in_parts], chunk))
    theirs.close()


def _track(pipeline: Pipeline, frames: Iterator[tuple[bytes, int]], count: int) -> int:
    """Track the next frames; return in how many of them a person was found."""
    return sum(pipeline.people(*next(frames)) > 0 for _ in range(count))


def _measure_chunk(pipeline: Pipeline, frames: Iterator[tuple[bytes, int]], count: int) -> ChunkRun:
    started_s, cpu_s = time.perf_counter(), time.process_time()
    found = _track(pipeline, frames, count)
    wall_s, cpu_s = time.perf_counter() - started_s, time.process_time() - cpu_s
    return ChunkRun(count / wall_s, cpu_s * 1e3 / count, found / count)


def _measure_parts(pipeline: OurPipeline, frames: Iterator[tuple[bytes, int]], count: int) -> Parts:
    watch = Stopwatch()
    decoded_ms = pipeline.decode_ms
    with watch.running():
        run = _measure_chunk(pipeline, frames, count)
    total, decode = 1e3 / run.fps, (pipeline.decode_ms - decoded_ms) / count
    crop, network = watch.crop_ms / count, watch.network_ms / count
    return Parts(decode, crop, network, total - decode - crop - network)


def _frames(clip: Clip) -> Iterator[tuple[bytes, int]]:
    """Yield the clip's JPEGs again and again, with times (ms) that rise."""
    return ((jpeg, round(index * 1000 / CLIP_FPS)) for index, jpeg in enumerate(cycle(clip.jpegs)))
