"""Processes one picture: decodes it, finds the people, and writes the result in the format that was asked for."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from webapp.formats.json_format import json_text
from webapp.media.drawing.skeleton import draw_people
from webapp.media.picture.poses import poses_in_picture
from webapp.media.picture.reader import read_picture
from webapp.media.picture.writer import write_picture
from webapp.workers.media.remote_engine import RemoteEngine
from webapp.workers.media.result_writer import write_result
from webapp.workers.media_task import PictureTask

_DRAWN_FORMATS: Final[Mapping[str, Literal["png", "jpeg"]]] = {"png": "png", "jpeg": "jpeg"}


def process_picture(task: PictureTask, engine: RemoteEngine) -> None:
    """Write the result to the task's target. Raises MediaError, PoseFailedError, OSError."""
    started_s = time.perf_counter()
    pixels = read_picture(Path(task.source))
    decode_ms = _ms_since(started_s)
    document = poses_in_picture(pixels, task.name, engine, task.options)
    target = Path(task.target)
    if task.format in _DRAWN_FORMATS:
        people = document.frames[0].people
        drawn = draw_people(pixels, people, task.options)
        write_picture(drawn, target, _DRAWN_FORMATS[task.format])
    elif task.format == "json":
        ms = {"decode": decode_ms, "detect": engine.detect_ms, "landmarks": engine.landmarks_ms}
        target.write_text(json_text(document, {**ms, "total": _ms_since(started_s)}), encoding="utf-8")
    else:
        write_result(document, task.format, target)


def _ms_since(started_s: float) -> float:
    return (time.perf_counter() - started_s) * 1000
