"""The JSON Schema (2020-12) of the documents that json_format writes."""

import json
from importlib.resources import files
from typing import Any


def poses_schema() -> dict[str, Any]:
    """The schema in poses.schema.json."""
    text = files("webapp.formats").joinpath("poses.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
