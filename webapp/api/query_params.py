"""The parameters of a request's address, checked strictly: an unknown or repeated one is a mistake worth knowing."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal, get_args

from webapp.models import MODEL_NAMES
from webapp.protocol import limits
from webapp.wsgi.problem import ApiError

PictureFormat = Literal["json", "png", "jpeg", "csv", "csv-wide", "npz", "openpose", "openpose-coco18"]

PICTURE_FORMATS: Final[tuple[PictureFormat, ...]] = get_args(PictureFormat)
GROUNDS: Final = ("picture", "black", "transparent")
VIDEO_GROUNDS: Final = ("picture", "black")  # H.264 has no transparency
SMOOTHINGS: Final = ("none", "live", "offline")

_OF_BOTH: Final = ("model", "people", "min_detection", "min_visibility", "ground")
IMAGE_PARAMETERS: Final = (*_OF_BOTH, "format")
VIDEO_PARAMETERS: Final = (*_OF_BOTH, "smoothing")

Arguments = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class ImageQuery:
    options: dict[str, Any]  # the fields of MediaOptions
    format: PictureFormat | None  # None leaves it to Accept


def image_query(arguments: Arguments, default_model: str) -> ImageQuery:
    """Raises ApiError."""
    given = _once_each(arguments, IMAGE_PARAMETERS)
    chosen = _one_of(given, "format", PICTURE_FORMATS) if "format" in given else None
    ground = _one_of(given, "ground", GROUNDS, "picture")
    if chosen == "jpeg" and ground == "transparent":
        raise _bad("a JPEG has no transparency: take ground=black, or format=png")
    format_ = next((one for one in PICTURE_FORMATS if one == chosen), None)
    return ImageQuery({**_options(given, default_model), "ground": ground}, format_)


def video_query(arguments: Arguments, default_model: str) -> dict[str, Any]:
    """The fields of MediaOptions. Raises ApiError."""
    given = _once_each(arguments, VIDEO_PARAMETERS)
    return {
        **_options(given, default_model),
        "ground": _one_of(given, "ground", VIDEO_GROUNDS, "picture"),
        "smoothing": _one_of(given, "smoothing", SMOOTHINGS, "live"),
    }


def _options(given: Mapping[str, str], default_model: str) -> dict[str, Any]:
    return {
        "model": _one_of(given, "model", MODEL_NAMES, default_model),
        "people": _people(given),
        "min_detection": _fraction(given, "min_detection", 0.5),
        "min_visibility": _fraction(given, "min_visibility", 0.0),
    }


def _once_each(arguments: Arguments, known: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in arguments:
        if name not in known:
            raise _bad(f"there is no parameter {_shown(name)}; the parameters are {', '.join(known)}")
        if name in given:
            raise _bad(f"{name} is given twice; give it once")
        given[name] = value
    return given


def _one_of(given: Mapping[str, str], name: str, choices: tuple[str, ...], default: str = "") -> str:
    value = given.get(name, default)
    if value not in choices:
        raise _bad(f"{name} must be one of {', '.join(choices)}, not {_shown(value)}")
    return value


def _people(given: Mapping[str, str]) -> int:
    text = given.get("people", "1")
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= limits.PEOPLE):
        raise _bad(f"people must be an integer from 1 to {limits.PEOPLE}, not {_shown(text)}")
    return int(text)


def _fraction(given: Mapping[str, str], name: str, default: float) -> float:
    text = given.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise _bad(f"{name} must be a number from 0 to 1, not {_shown(text)}")
    return value


def _bad(detail: str) -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, "bad-parameter", detail)


def _shown(text: str) -> str:
    shown = repr(text)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"
