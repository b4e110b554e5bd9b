"""What a worker process of `posecast image` does: one picture after the other, with an engine of its own."""

import signal
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import cv2

from webapp.cli.atomic_output import written_whole
from webapp.cli.image_plan import PicturePlan
from webapp.engines.registry import open_engine, open_engine_from
from webapp.formats.csv_format import write_csv
from webapp.formats.json_format import write_json
from webapp.formats.openpose_format import OpenPoseBody, openpose_files
from webapp.formats.pose_document import PoseDocument
from webapp.media.drawing.skeleton import draw_people
from webapp.media.media_options import MediaOptions
from webapp.media.picture.poses import poses_in_picture
from webapp.media.picture.reader import read_picture
from webapp.media.picture.writer import PictureKind, write_picture
from webapp.media.problems import MediaError, unwritable
from webapp.models import ModelError
from webapp.pose.engine import EngineError, PoseEngine, RgbImage

_KINDS: Final[dict[str, PictureKind]] = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".webp": "webp"}


@dataclass(frozen=True)
class PictureJob:
    """What is the same for all pictures of a run."""

    options: MediaOptions
    openpose_folder: Path | None
    openpose_body: OpenPoseBody
    engine_factory: str | None


@dataclass(frozen=True)
class PictureOutcome:
    source: Path
    people: int
    problem: str | None = None  # in words, where the picture gave no results


def begin() -> None:
    """Set a new worker process up: Ctrl-C is for the command, which lets pictures in work end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)  # there is a process for each core


def do_picture(plan: PicturePlan, job: PictureJob) -> PictureOutcome:
    """Read, find, draw, write. Raises EngineError, ModelError where no picture can succeed."""
    try:
        pixels = read_picture(plan.source)
        document = poses_in_picture(pixels, plan.source.name, engine(job.engine_factory), job.options)
        _write(document, pixels, plan, job)
    except MediaError as error:
        return PictureOutcome(plan.source, 0, error.message)
    except OSError as error:
        return PictureOutcome(plan.source, 0, unwritable(plan.stem, error).message)
    except (EngineError, ModelError):
        raise
    except Exception as error:  # one picture's trouble is not the others'
        return PictureOutcome(plan.source, 0, f"it failed for a reason that is a bug: {error!r}")
    return PictureOutcome(plan.source, len(document.frames[0].people))


@cache
def engine(factory: str | None) -> PoseEngine:
    """The process's engine: compiling the networks takes a second."""
    return open_engine_from(factory) if factory else open_engine("openvino")


def _write(document: PoseDocument, pixels: RgbImage, plan: PicturePlan, job: PictureJob) -> None:
    if plan.drawn:
        drawn = draw_people(pixels, document.frames[0].people, job.options)
        write_picture(drawn, plan.drawn, _KINDS[plan.drawn.suffix.lower()])
    if plan.json:
        with written_whole(plan.json) as part, part.open("w", encoding="utf-8") as stream:
            write_json(document, stream)
    if plan.csv:
        with written_whole(plan.csv) as part, part.open("w", encoding="utf-8", newline="") as stream:
            write_csv(document, stream, "long")
    if job.openpose_folder:
        ((_, text),) = openpose_files(document, job.openpose_body)
        with written_whole(job.openpose_folder / f"{plan.stem}_keypoints.json") as part:
            part.write_text(text, encoding="utf-8")
