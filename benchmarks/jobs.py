"""Benchmark of a camera beside a video job: the camera's delay with the job and without, alternately."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import requests

from benchmarks.clips import Clip, clips
from benchmarks.load import Load, Pace
from benchmarks.measured_server import MeasuredServer, Run, posecast
from webapp.media.video.writer import VideoWriter
from webapp.workers.pose.jpeg_decoder import decode_frame

MODEL: Final = "full"
CAMERA_FPS: Final = 30.0
VIDEO_FPS: Final = 30
_HTTP_LIMIT_S: Final = 60.0
_POLL_S: Final = 0.1


@dataclass(frozen=True)
class Effort:
    rounds: int
    seconds: float
    frames: int  # of the video, so many that the job outlasts the load


FULL: Final = Effort(rounds=3, seconds=12.0, frames=2000)
SHORT: Final = Effort(rounds=1, seconds=0.6, frames=150)


@dataclass(frozen=True)
class PairedRun:
    """A camera alone, and then beside a job."""

    alone: Run
    beside: Run
    job_fps: float  # the job's frames a second during the second load
    job_outlasted: bool

    @property
    def is_valid(self) -> bool:
        return self.alone.is_valid and self.beside.is_valid and self.job_outlasted


@dataclass
class JobsResult:
    runs: list[PairedRun] = field(default_factory=list)


def measure(effort: Effort) -> JobsResult:
    (clip,) = clips(1)
    result = JobsResult()
    with TemporaryDirectory() as name:
        video = _video(clip, Path(name), effort.frames)
        with posecast(MODEL, clip) as measured:
            measured.load.connect(1)
            load = Load(1, Pace.OPEN, effort.seconds, CAMERA_FPS)
            for _ in range(effort.rounds):
                alone, _ = measured.run(load)
                result.runs.append(_paired_run(measured, load, alone, video))
    return result


def _paired_run(measured: MeasuredServer, load: Load, alone: Run, video: bytes) -> PairedRun:
    with _job(f"http://127.0.0.1:{measured.load.port}", video) as job:
        before, started_s = _frames_done(job), time.monotonic()
        beside, _ = measured.run(load)
        found = _status(job)
        fps = (found["frames_done"] - before) / (time.monotonic() - started_s)
    return PairedRun(alone, beside, fps, job_outlasted=found["state"] == "running")


@contextmanager
def _job(server: str, video: bytes) -> Iterator[str]:
    """Run a video job; enter once its first frame was tracked, delete the job at the end."""
    headers = {"Content-Type": "video/mp4"}
    sent = requests.post(f"{server}/api/v1/video", video, headers=headers, timeout=_HTTP_LIMIT_S)
    sent.raise_for_status()
    job = f"{server}{sent.headers['Location']}"
    try:
        while not _frames_done(job):
            time.sleep(_POLL_S)
        yield job
    finally:
        requests.delete(job, timeout=_HTTP_LIMIT_S)


def _frames_done(job: str) -> int:
    return int(_status(job)["frames_done"])


def _status(job: str) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(job, timeout=_HTTP_LIMIT_S).json()
    return found


def _video(clip: Clip, folder: Path, frames: int) -> bytes:
    """Return a video of the clip, repeated."""
    path = folder / "clip.mp4"
    with VideoWriter(path, *clip.size) as writer:
        for index in range(frames):
            writer.write(decode_frame(clip.jpegs[index % len(clip.jpegs)]), index / VIDEO_FPS)
    return path.read_bytes()
