"""The parameters of a request's address, checked strictly: an unknown or repeated one is a mistake worth knowing.

The API's document describes them from these same types.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal, TypeVar, get_args

from msgspec import UNSET, Meta, Struct, UnsetType

from webapp.formats.pose_document import Smoothing
from webapp.media.media_options import Ground, MediaOptions
from webapp.models import DEFAULT_MODEL, ModelName
from webapp.protocol import limits
from webapp.protocol.field_check import FieldCheck, WrongFieldError, shown
from webapp.wsgi.problem import ApiError

PictureFormat = Literal["json", "png", "jpeg", "csv", "csv-wide", "npz", "openpose", "openpose-coco18"]
VideoGround = Literal["picture", "black"]  # H.264 has no transparency

PICTURE_FORMATS: Final[tuple[PictureFormat, ...]] = get_args(PictureFormat)

_INTEGER: Final = re.compile("[0-9]{1,3}")

Arguments = Iterable[tuple[str, str]]
P = TypeVar("P")


class CommonParameters(Struct, frozen=True, kw_only=True):
    """What can be chosen for a picture as for a video. The server's own model is the default."""

    model: Annotated[ModelName, Meta(description="lite is fastest, heavy most exact.")] = DEFAULT_MODEL
    people: Annotated[
        int, Meta(ge=1, le=limits.PEOPLE, description="The most people that are looked for.")
    ] = 1
    min_detection: Annotated[
        float, Meta(ge=0, le=1, description="Detections with a lower score are ignored.")
    ] = 0.5
    min_visibility: Annotated[
        float, Meta(ge=0, le=1, description="Landmarks below it are not drawn; results have all of them.")
    ] = 0.0


class ImageParameters(CommonParameters, frozen=True, kw_only=True):
    ground: Annotated[
        Ground, Meta(description="What skeletons are drawn on; a JPEG cannot be transparent.")
    ] = "picture"
    format: (
        Annotated[PictureFormat, Meta(description="The answer's form; without it, Accept decides.")]
        | UnsetType
    ) = UNSET


class VideoParameters(CommonParameters, frozen=True, kw_only=True):
    ground: Annotated[VideoGround, Meta(description="What skeletons are drawn on.")] = "picture"
    smoothing: Annotated[
        Smoothing,
        Meta(
            description="none: each frame as found; live: as cameras are; offline: over the whole clip, without lag."
        ),
    ] = "live"


_IMAGE: Final = FieldCheck(ImageParameters)
_VIDEO: Final = FieldCheck(VideoParameters)

IMAGE_PARAMETERS: Final = _IMAGE.names
VIDEO_PARAMETERS: Final = _VIDEO.names


@dataclass(frozen=True)
class ImageQuery:
    options: MediaOptions
    format: PictureFormat | None  # None leaves it to Accept


def image_query(arguments: Arguments, default_model: str) -> ImageQuery:
    """Return what is chosen for a picture. Raises ApiError."""
    given = _parsed(arguments, _IMAGE, default_model)
    if given.format == "jpeg" and given.ground == "transparent":
        raise _bad("a JPEG has no transparency: take ground=black, or format=png")
    options = MediaOptions(
        model=given.model,
        people=given.people,
        min_detection=given.min_detection,
        min_visibility=given.min_visibility,
        ground=given.ground,
    )
    return ImageQuery(options, None if given.format is UNSET else given.format)


def video_query(arguments: Arguments, default_model: str) -> MediaOptions:
    """Return what is chosen for a video. Raises ApiError."""
    given = _parsed(arguments, _VIDEO, default_model)
    return MediaOptions(
        model=given.model,
        people=given.people,
        min_detection=given.min_detection,
        min_visibility=given.min_visibility,
        smoothing=given.smoothing,
        ground=given.ground,
    )


def _parsed(arguments: Arguments, check: FieldCheck[P], default_model: str) -> P:
    given: dict[str, str] = {}
    for name, text in arguments:
        if name not in check.names:
            raise _bad(f"there is no parameter {shown(name)}; the parameters are {', '.join(check.names)}")
        if name in given:
            raise _bad(f"{name} is given twice; give it once")
        given[name] = text
    numbers = {name: _number(text, check.type_of(name)) for name, text in given.items()}
    try:
        return check.convert({"model": default_model, **numbers})
    except WrongFieldError as error:
        raise _bad(f"{error.field} must be {error.wanted}, not {shown(given[error.field])}") from None


def _number(text: str, kind: Any) -> object:
    """Return the number that stands in a text where one is wanted, else the text itself, which is then refused.

    Stricter for integers than msgspec, which takes 1.0 and 1e0 for one.
    """
    if kind is int and _INTEGER.fullmatch(text):
        return int(text)
    if kind is float:
        try:
            return float(text)
        except ValueError:
            return text
    return text


def _bad(detail: str) -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, "bad-parameter", detail)
