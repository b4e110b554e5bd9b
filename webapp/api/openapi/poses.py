"""poses.schema.json as components of the API's document, in those words of JSON Schema that generators know.

They know no $defs, no tuples closed by `items: false`, and no constants but strings and numbers.
"""

from typing import Any, Final

from webapp.formats.json_format import poses_schema

Schema = dict[str, Any]

COMPONENT: Final = "#/components/schemas/"

_DEFINITION: Final = "#/$defs/"


def pose_schemas() -> dict[str, Schema]:
    """PoseDocument and its parts, each a component of its own."""
    whole = poses_schema()
    parts = whole.pop("$defs")
    for key in ("$schema", "$id", "title"):  # a title would become the name of the generated class
        whole.pop(key, None)
    named = {"PoseDocument": whole, **{_component_name(name): part for name, part in parts.items()}}
    return {name: _plain(schema) for name, schema in named.items()}


def _component_name(definition: str) -> str:
    """image_landmark: PoseImageLandmark."""
    return "Pose" + "".join(word.capitalize() for word in definition.split("_"))


def _plain(schema: Any) -> Any:
    """A schema with the same meaning, but for constant lists, of which only length and kind are said."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("const"), dict | list):
        return {**_constant(schema["const"]), **{key: schema[key] for key in schema if key != "const"}}
    plain = {
        key: COMPONENT + _component_name(value.removeprefix(_DEFINITION))
        if key == "$ref" and isinstance(value, str)
        else _plain(value)
        for key, value in schema.items()
    }
    if plain.get("items") is False:
        del plain["items"]
        plain["maxItems"] = len(plain["prefixItems"])
    return plain


def _constant(value: Any) -> Schema:
    """What a value is, in words for objects and lists."""
    if isinstance(value, dict):
        properties = {key: _constant(part) for key, part in value.items()}
        return {
            "type": "object",
            "required": list(value),
            "additionalProperties": False,
            "properties": properties,
        }
    if isinstance(value, list):
        return {**_list_of_one_kind(value), "examples": [value]}
    return {"const": value}


def _list_of_one_kind(values: list[Any]) -> Schema:
    first = values[0]
    if isinstance(first, list):
        items: Schema = _list_of_one_kind(first)
    elif isinstance(first, str):
        items = {"type": "string", "enum": values}
    else:
        items = {"type": "integer", "minimum": 0}
    return {"type": "array", "items": items, "minItems": len(values), "maxItems": len(values)}
