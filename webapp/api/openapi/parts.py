"""Parameters, bodies and answers of the API's document."""

from typing import Any, Final

from webapp.api.image_routes import MEDIA_TYPES, PICTURE_BYTES
from webapp.api.openapi.poses import Schema
from webapp.api.openapi.schemas import field_schemas, ref
from webapp.api.query_params import ImageParameters, VideoParameters
from webapp.api.uploads.receiver import FIELD
from webapp.wsgi.problem import PROBLEM_TYPE

Parameter = dict[str, Any]

_ANY_KIND: Final = "application/octet-stream"
_FILE: Final[Schema] = {
    "type": "string",
    "contentMediaType": _ANY_KIND,
    "format": "binary",  # OpenAPI 3.0's word for it, which generators still go by
}


def image_parameters(default_model: str) -> list[Parameter]:
    return _parameters(ImageParameters, default_model)


def video_parameters(default_model: str) -> list[Parameter]:
    return _parameters(VideoParameters, default_model)


def _parameters(kind: type, default_model: str) -> list[Parameter]:
    schemas = field_schemas(kind)
    schemas["model"] = {**schemas["model"], "default": default_model}
    return [
        {"name": name, "in": "query", "description": schema.pop("description"), "schema": schema}
        for name, schema in schemas.items()
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
