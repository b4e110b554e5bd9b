"""Reads a pose document from JSON. Each person is converted to arrays while parsing, which keeps memory small."""

import json
import math
from typing import Any, NoReturn, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from webapp.formats.pose_document import (
    FORMAT,
    VERSION,
    FramePoses,
    PersonPose,
    PoseDocument,
    Smoothing,
    Source,
    SourceKind,
)
from webapp.pose.body import LANDMARK_COUNT, LANDMARK_NAMES

_Part = TypeVar("_Part")


class PoseFileError(ValueError):
    """The text is not a pose document; the message says what is wrong."""


def read_json(text: str | bytes) -> PoseDocument:
    """Return the document of a JSON text, ignoring unknown fields. Raises PoseFileError."""
    return read_json_and_times(text)[0]


def read_json_and_times(text: str | bytes) -> tuple[PoseDocument, dict[str, float]]:
    """Return the document, and the milliseconds that a server adds to its reply. Raises PoseFileError."""
    try:
        found = json.loads(text, object_hook=_assembled, parse_constant=_refuse_constant)
    except PoseFileError:
        raise
    except (ValueError, RecursionError) as error:
        raise PoseFileError(f"this is not JSON: {error}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise PoseFileError(f'this is not a pose document: the field "format" is not "{FORMAT}"')
    if found.get("version") != VERSION:
        raise PoseFileError(
            f"the document has version {found.get('version')}, this program reads {VERSION}; update Posecast"
        )
    return _document(found), _times(found.get("ms", {}))


def _assembled(found: dict[str, Any]) -> object:
    """Convert an object of the JSON to a person or a frame; the parser calls this for inner objects first."""
    if "image" in found and "id" in found:
        return _person(found)
    if "people" in found:
        return _frame(found)
    return found


def _person(found: dict[str, Any]) -> PersonPose:
    return PersonPose(
        id=_integer(found, "id"),
        score=_number(found, "score"),
        image=_landmarks(found, "image", 4),
        world=_landmarks(found, "world", 3),
    )


def _frame(found: dict[str, Any]) -> FramePoses:
    people = _list_of(PersonPose, found, "people")
    return FramePoses(_integer(found, "index"), _number(found, "time_s"), tuple(people))


def _document(found: dict[str, Any]) -> PoseDocument:
    if found.get("landmark_names") != list(LANDMARK_NAMES):
        raise PoseFileError("landmark_names are not the 33 of BlazePose in their order")
    return PoseDocument(
        source=_source(found.get("source")),
        model=_text(found, "model"),
        smoothing=_one_of(found, "smoothing", get_args(Smoothing)),
        frames=tuple(_list_of(FramePoses, found, "frames")),
    )


def _source(found: object) -> Source:
    if not isinstance(found, dict):
        raise PoseFileError("source is not an object")
    return Source(
        name=_text(found, "name"),
        kind=_one_of(found, "kind", get_args(SourceKind)),
        width=_integer(found, "width"),
        height=_integer(found, "height"),
        frame_rate=None if found.get("frame_rate") is None else _number(found, "frame_rate"),
        duration_s=None if found.get("duration_s") is None else _number(found, "duration_s"),
    )


def _times(found: object) -> dict[str, float]:
    if not isinstance(found, dict):
        raise PoseFileError("ms is not an object")
    return {name: _number(found, name) for name in found}


def _landmarks(found: dict[str, Any], field: str, columns: int) -> NDArray[np.float32]:
    try:
        rows = np.array(found.get(field))
    except ValueError:  # rows of different lengths
        rows = np.array(None)
    if rows.shape != (LANDMARK_COUNT, columns) or rows.dtype.kind not in "if":
        raise PoseFileError(f"{field} is not {LANDMARK_COUNT} rows of {columns} numbers")
    with np.errstate(over="ignore"):
        landmarks = rows.astype(np.float32)
    if not np.isfinite(landmarks).all():
        raise PoseFileError(f"{field} has a number too large for float32")
    return landmarks


def _list_of(kind: type[_Part], found: dict[str, Any], field: str) -> list[_Part]:
    values = found.get(field)
    if not isinstance(values, list) or not all(isinstance(value, kind) for value in values):
        raise PoseFileError(f"{field} is not a list of {kind.__name__}")
    return values


def _integer(found: dict[str, Any], field: str) -> int:
    value = found.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise PoseFileError(f"{field} is not an integer")
    return value


def _number(found: dict[str, Any], field: str) -> float:
    value = found.get(field)
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise PoseFileError(f"{field} is not a finite number")
    return float(value)


def _text(found: dict[str, Any], field: str) -> str:
    value = found.get(field)
    if not isinstance(value, str):
        raise PoseFileError(f"{field} is not a text")
    return value


def _one_of(found: dict[str, Any], field: str, known: tuple[Any, ...]) -> Any:
    if found.get(field) not in known:
        raise PoseFileError(f"{field} is not one of {', '.join(known)}")
    return found[field]


def _refuse_constant(name: str) -> NoReturn:
    raise PoseFileError(f"{name} is not a number in JSON")
