"""The schemas of the API's document: what the API answers (views.py), and the pose document (poses.schema.json)."""

from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import msgspec

from webapp.api.openapi.poses import COMPONENT, Schema, pose_schemas
from webapp.api.views import Job, JobState, Sample
from webapp.protocol.field_check import declared_fields, without_meta

_ANSWERS: Final = (Job, Sample)
"""Those that they refer to come along."""


def ref(name: str) -> Schema:
    return {"$ref": f"{COMPONENT}{name}"}


def schemas() -> dict[str, Schema]:
    """Return the document's named schemas."""
    components = _components(*_ANSWERS)
    components["JobState"]["enum"] = [str(state) for state in JobState]  # msgspec sorts choices
    return {**{name: _without_title(schema) for name, schema in components.items()}, **pose_schemas()}


def field_schemas(kind: type) -> dict[str, Schema]:
    """Return the schema of each field of a Struct, in the order in which they are declared."""
    properties = _components(kind)[kind.__name__]["properties"]
    return {
        name: _named_type({**properties[name], **_choices(field.type)})
        for name, field in declared_fields(kind).items()
    }


def _components(*kinds: type) -> dict[str, Schema]:
    _, components = msgspec.json.schema_components(kinds, ref_template=f"{COMPONENT}{{name}}")
    return components


def _without_title(schema: Schema) -> Schema:
    """A title would become the name of the generated class."""
    return _named_type({key: value for key, value in schema.items() if key != "title"})


def _choices(hint: Any) -> Schema:
    """Return the choices of a field in the order in which they are declared; msgspec sorts them."""
    kind = without_meta(hint)
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    if get_origin(kind) in (Union, UnionType):
        return _choices(get_args(kind)[0])
    return {}


def _named_type(schema: Schema) -> Schema:
    """A schema that says of its choices that they are text, which msgspec leaves out and generators go by."""
    return {**schema, "type": "string"} if "enum" in schema else schema
