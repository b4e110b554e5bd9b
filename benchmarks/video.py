"""Benchmark of a whole video, written with skeletons and a JSON: `posecast video` beside the loop that people write.

The loop is cv2.VideoCapture, MediaPipe's PoseLandmarker in VIDEO mode, cv2's lines, cv2.VideoWriter with mp4v. Whole
processes alternate, from start to end, imports and loading included.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.clips import PHOTO_CLIP
from tests.support.photo_clips import FRAME_HEIGHT_PX, FRAME_WIDTH_PX, photo_clip
from tests.support.reference_data import clip_path
from tests.support.running_server import ROOT
from webapp.engines.mediapipe.landmarker import bundle_for
from webapp.media.video.writer import VideoWriter

MODEL: Final = "full"
CLIP: Final = "park"
CLIP_FPS: Final = 30


@dataclass(frozen=True)
class Effort:
    rounds: int
    photo_frames: int  # of the clip made from a photograph, without the real one
    takes_real_clip: bool


FULL: Final = Effort(rounds=5, photo_frames=230, takes_real_clip=True)
SHORT: Final = Effort(rounds=1, photo_frames=8, takes_real_clip=False)


@dataclass(frozen=True)
class Run:
    seconds: float  # from the start of the process to its end
    frames: int
    found: float  # share of the frames with a person
    megabytes: float  # of the video that was written

    @property
    def fps(self) -> float:
        return self.frames / self.seconds


@dataclass
class VideoResult:
    clip: str
    ours: list[Run] = field(default_factory=list)
    theirs: list[Run] = field(default_factory=list)


def measure(effort: Effort) -> VideoResult:
    with TemporaryDirectory() as name:
        folder = Path(name)
        bundle = folder / f"{MODEL}.task"
        bundle.write_bytes(bundle_for(MODEL))
        source = _source(folder, effort)
        result = VideoResult(source.stem)
        for _ in range(effort.rounds):
            result.ours.append(_ours(source, folder))
            result.theirs.append(_theirs(source, folder, bundle))
    return result


def _source(folder: Path, effort: Effort) -> Path:
    real = clip_path(CLIP)
    return (
        real if effort.takes_real_clip and real.is_file() else write_photo_video(folder, effort.photo_frames)
    )


def write_photo_video(folder: Path, frames: int) -> Path:
    """Write a video of a moving photograph."""
    path = folder / f"{PHOTO_CLIP}.mp4"
    with VideoWriter(path, FRAME_WIDTH_PX, FRAME_HEIGHT_PX) as writer:
        for index, frame in enumerate(photo_clip(PHOTO_CLIP, "together", frames)):
            writer.write(frame.image, index / CLIP_FPS)
    return path


def _ours(source: Path, folder: Path) -> Run:
    drawn, data = folder / "ours.mp4", folder / "ours.json"
    command = ["-m", "webapp", "video", str(source), "-o", str(drawn), "--json", str(data), "--model", MODEL]
    seconds = _timed(command)
    people = [len(frame["people"]) for frame in json.loads(data.read_text(encoding="utf-8"))["frames"]]
    return _run(seconds, people, drawn)


def _theirs(source: Path, folder: Path, bundle: Path) -> Run:
    drawn, data = folder / "theirs.mp4", folder / "theirs.json"
    seconds = _timed(["-m", "benchmarks.peers.video_script", *map(str, (source, drawn, data, bundle))])
    people = [len(frame["image"]) for frame in json.loads(data.read_text(encoding="utf-8"))]
    return _run(seconds, people, drawn)


def _timed(arguments: Sequence[str]) -> float:
    """Run a process and return its seconds. Raises RuntimeError with its output if it fails."""
    started_s = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started_s
    if ended.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{ended.stderr}")
    return seconds


def _run(seconds: float, people: list[int], drawn: Path) -> Run:
    found = sum(count > 0 for count in people) / len(people)
    return Run(seconds, len(people), found, drawn.stat().st_size / 1e6)
