"""One picture: decode, find the people, and write the answer in the form that was asked for."""

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

_ANNOTATED: Final[Mapping[str, Literal["png", "jpeg"]]] = {"png": "png", "jpeg": "jpeg"}


def do_picture(task: PictureTask, engine: RemoteEngine) -> None:
    """Raises MediaError, PoseFailedError, OSError."""
    started_s = time.perf_counter()
    pixels = read_picture(Path(task.source))
    decode_ms = _ms_since(started_s)
    document = poses_in_picture(pixels, task.name, engine, task.options)
    target = Path(task.target)
    if task.format in _ANNOTATED:
        people = document.frames[0].people
        drawn = draw_people(pixels, people, task.options)
        write_picture(drawn, target, _ANNOTATED[task.format])
    elif task.format == "json":
        ms = {"decode": decode_ms, "detect": engine.detect_ms, "landmarks": engine.landmarks_ms}
        target.write_text(json_text(document, {**ms, "total": _ms_since(started_s)}), encoding="utf-8")
    else:
        write_result(document, task.format, target)


def _ms_since(started_s: float) -> float:
    return (time.perf_counter() - started_s) * 1000
