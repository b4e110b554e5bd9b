"""Writes a pose document as JSON; poses.schema.json beside this file is its schema, docs/formats.md describes it.

One frame a line, so that a file can be written frame by frame and compared line by line. Never NaN or Infinity.
json_reader.py reads it.
"""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Final, TextIO

from webapp.formats.decimals import rounded_image, rounded_score, rounded_time_s, rounded_world
from webapp.formats.pose_document import FORMAT, VERSION, FramePoses, PersonPose, PoseDocument, Source
from webapp.pose.body import EDGES, LANDMARK_NAMES

UNITS: Final = {
    "time_s": "s",
    "image": {"x": "px", "y": "px", "z": "px", "visibility": "0..1"},
    "world": {"x": "m", "y": "m", "z": "m"},
}


def json_text(document: PoseDocument, ms: Mapping[str, float] | None = None) -> str:
    """Return the whole document. ms: how long a server took for a picture. Raises ValueError if a number is not finite."""
    return "".join(json_pieces(document, ms))


def write_json(document: PoseDocument, stream: TextIO) -> None:
    """Write the document to a stream frame by frame. Raises ValueError if a number is not finite."""
    stream.writelines(json_pieces(document))


def json_pieces(document: PoseDocument, ms: Mapping[str, float] | None = None) -> Iterator[str]:
    """Yield the text in pieces of about a frame. Raises ValueError if a number is not finite."""
    yield _dumped(_head(document, ms)).removesuffix("}") + ', "frames": ['
    separator = "\n"
    for frame in document.frames:
        yield separator + _dumped(_frame(frame))
        separator = ",\n"
    yield "\n]}\n"


def poses_schema() -> dict[str, Any]:
    """Return the JSON Schema of the format, from poses.schema.json."""
    text = files("webapp.formats").joinpath("poses.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _head(document: PoseDocument, ms: Mapping[str, float] | None) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "source": _source(document.source),
        "model": document.model,
        "smoothing": document.smoothing,
        **({} if ms is None else {"ms": dict(ms)}),
        "units": UNITS,
        "landmark_names": LANDMARK_NAMES,
        "edges": EDGES,
    }


def _source(source: Source) -> dict[str, Any]:
    duration_s = None if source.duration_s is None else rounded_time_s(source.duration_s)
    return vars(source) | {"duration_s": duration_s}


def _frame(frame: FramePoses) -> dict[str, Any]:
    return {
        "index": frame.index,
        "time_s": rounded_time_s(frame.time_s),
        "people": [_person(person) for person in frame.people],
    }


def _person(person: PersonPose) -> dict[str, Any]:
    return {
        "id": person.id,
        "score": rounded_score(person),
        "image": rounded_image(person).tolist(),
        "world": rounded_world(person).tolist(),
    }


def _dumped(value: object) -> str:
    return json.dumps(value, allow_nan=False)
