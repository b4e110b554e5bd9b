"""A worker process of `posecast image`: processes one picture after the other, with an engine of its own."""

import os
import signal
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Final

import cv2

from webapp.cli.atomic_output import atomic_file
from webapp.cli.image_plan import PicturePlan
from webapp.cli.interrupt import HANG_UP
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
    """The options that all pictures of a run share."""

    options: MediaOptions
    openpose_folder: Path | None
    openpose_body: OpenPoseBody
    engine_factory: str | None


@dataclass(frozen=True)
class PictureOutcome:
    """What became of one picture."""

    source: Path
    people: int
    problem: str | None = None  # why the picture has no results


def set_up_worker() -> None:
    """Prepare a new worker process.

    Ctrl-C and a closed terminal are for the command, which lets pictures in work end. SIGTERM ends the worker.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if HANG_UP is not None:
        signal.signal(HANG_UP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    cv2.setNumThreads(1)  # there is a process for each core


def _end(number: int, _frame: FrameType | None) -> None:
    """End this worker process; the incomplete file is removed on the way out."""
    raise SystemExit(128 + number)


def process_in_worker(plan: PicturePlan, job: PictureJob) -> PictureOutcome:
    """As process_picture, in a worker process, which SIGTERM ends."""
    try:
        return process_picture(plan, job)
    except SystemExit as exit_request:
        os._exit(int(exit_request.code or 0))  # else the pool would take it for the picture's outcome


def process_picture(plan: PicturePlan, job: PictureJob) -> PictureOutcome:
    """Find the people in a picture and write the results. Raises EngineError, ModelError if no picture can succeed."""
    try:
        pixels = read_picture(plan.source)
        document = poses_in_picture(pixels, plan.source.name, process_engine(job.engine_factory), job.options)
        _write(document, pixels, plan, job)
    except MediaError as error:
        return PictureOutcome(plan.source, 0, error.message)
    except OSError as error:
        return PictureOutcome(plan.source, 0, unwritable(plan.stem, error).message)
    except (EngineError, ModelError):
        raise
    except Exception as error:  # the other pictures are processed all the same
        return PictureOutcome(plan.source, 0, f"it failed because of a bug: {error!r}")
    return PictureOutcome(plan.source, len(document.frames[0].people))


@cache
def process_engine(factory: str | None) -> PoseEngine:
    """Return this process's engine, which takes a second to load."""
    return open_engine_from(factory) if factory else open_engine("openvino")


def _write(document: PoseDocument, pixels: RgbImage, plan: PicturePlan, job: PictureJob) -> None:
    if plan.drawn:
        drawn = draw_people(pixels, document.frames[0].people, job.options)
        write_picture(drawn, plan.drawn, _KINDS[plan.drawn.suffix.lower()])
    if plan.json:
        with atomic_file(plan.json) as part, part.open("w", encoding="utf-8") as stream:
            write_json(document, stream)
    if plan.csv:
        with atomic_file(plan.csv) as part, part.open("w", encoding="utf-8", newline="") as stream:
            write_csv(document, stream, "long")
    if job.openpose_folder:
        ((_, text),) = openpose_files(document, job.openpose_body)
        with atomic_file(plan.openpose(job.openpose_folder)) as part:
            part.write_text(text, encoding="utf-8")
