"""Parameters, bodies and answers of the API's document."""

from typing import Any, Final

from webapp.api.image_routes import MEDIA_TYPES, PICTURE_BYTES
from webapp.api.openapi.poses import Schema
from webapp.api.openapi.schemas import ref
from webapp.api.query_params import GROUNDS, PICTURE_FORMATS, SMOOTHINGS, VIDEO_GROUNDS
from webapp.api.uploads.receiver import FIELD
from webapp.models import MODEL_NAMES
from webapp.protocol import limits
from webapp.wsgi.problem import PROBLEM_TYPE

Parameter = dict[str, Any]

_ANY_KIND: Final = "application/octet-stream"
_FILE: Final[Schema] = {
    "type": "string",
    "contentMediaType": _ANY_KIND,
    "format": "binary",  # OpenAPI 3.0's word for it, which generators still go by
}


def _choice(name: str, choices: tuple[str, ...], default: str | None, description: str) -> Parameter:
    schema: Schema = {"type": "string", "enum": list(choices)}
    if default is not None:
        schema["default"] = default
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _fraction(name: str, default: float, description: str) -> Parameter:
    schema = {"type": "number", "minimum": 0, "maximum": 1, "default": default}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _common(default_model: str) -> list[Parameter]:
    people = {"type": "integer", "minimum": 1, "maximum": limits.PEOPLE, "default": 1}
    return [
        _choice("model", MODEL_NAMES, default_model, "lite is fastest, heavy most exact."),
        {
            "name": "people",
            "in": "query",
            "description": "How many are looked for at most.",
            "schema": people,
        },
        _fraction("min_detection", 0.5, "Score below which a find is ignored."),
        _fraction("min_visibility", 0.0, "Landmarks below it are not drawn; results have all of them."),
    ]


def image_parameters(default_model: str) -> list[Parameter]:
    ground = "What skeletons are drawn on; a JPEG cannot be transparent."
    format_ = "The answer's form; without it, Accept decides."
    return [
        *_common(default_model),
        _choice("ground", GROUNDS, "picture", ground),
        _choice("format", PICTURE_FORMATS, None, format_),
    ]


def video_parameters(default_model: str) -> list[Parameter]:
    smoothing = "none: each frame as found; live: as cameras are; offline: over the whole clip, without lag."
    return [
        *_common(default_model),
        _choice("ground", VIDEO_GROUNDS, "picture", "What skeletons are drawn on."),
        _choice("smoothing", SMOOTHINGS, "live", smoothing),
    ]


def path_parameter(name: str, description: str, schema: Schema | None = None) -> Parameter:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema or {"type": "string"},
    }


def body(kind: str, bytes_: int) -> dict[str, Any]:
    form: Schema = {"type": "object", "required": [FIELD], "properties": {FIELD: _FILE}}
    return {
        "required": True,
        "description": f"The file itself, or a form with it in the field {FIELD}; at most {bytes_:,} bytes.",
        "content": {
            f"{kind}/*": {"schema": {"type": "string", "contentMediaType": f"{kind}/*"}},
            _ANY_KIND: {"schema": _FILE},
            "multipart/form-data": {"schema": form},
        },
    }


def image_body() -> dict[str, Any]:
    return body("image", PICTURE_BYTES)


def binary(media_types: list[str]) -> dict[str, Any]:
    """Contents that are files; the document says nothing of what is in them.

    Generators go by the first kind that they know: bytes, where application/octet-stream is one of them.
    """
    kinds = sorted(set(media_types), key=lambda kind: (kind != _ANY_KIND, kind))
    return {kind: {"schema": _FILE} if kind == _ANY_KIND else {} for kind in kinds}


def image_content() -> dict[str, Any]:
    files = [_bare(media_type) for name, media_type in MEDIA_TYPES.items() if name != "json"]
    return {"application/json": {"schema": ref("PoseDocument")}, **binary(files)}


def answer(
    description: str, content: dict[str, Any], headers: dict[str, Any] | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = {"description": description, "content": content}
    return {**found, "headers": headers} if headers else found


def json_answer(description: str, schema: Schema, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    return answer(description, {"application/json": {"schema": schema}}, headers)


def header(description: str, schema: Schema) -> dict[str, Any]:
    return {"description": description, "schema": schema}


_RETRY: Final = {"Retry-After": header("Seconds to wait.", {"type": "integer", "minimum": 1})}

_PROBLEMS: Final[dict[str, str]] = {
    "400": "A parameter or the body is not what it should be.",
    "403": "A page of another site asked, or under a name that is not this server's.",
    "404": "There is no such thing, or not any more.",
    "406": "There is no answer of the kind that was asked for.",
    "408": "The upload came too slowly.",
    "413": "The upload is too large.",
    "415": "The body is of a kind that is not taken.",
    "416": "The file is shorter than that.",
    "422": "The picture or video cannot be used; code and detail say why.",
    "429": "The server has as many in work as it takes at once.",
    "500": "Something went wrong in the server.",
    "503": "The server cannot do it now.",
    "507": "The server has no room for it.",
}


def problems(*statuses: str) -> dict[str, Any]:
    return {
        status: {"$ref": f"#/components/responses/Problem{status}"} for status in ("403", *statuses, "500")
    }


def problem_responses() -> dict[str, Any]:
    return {f"Problem{status}": _problem_response(status) for status in _PROBLEMS}


def _problem_response(status: str) -> dict[str, Any]:
    content = {PROBLEM_TYPE: {"schema": ref("Problem")}}
    return answer(_PROBLEMS[status], content, _RETRY if status == "429" else None)


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0]
