"""The pose document in the API's document: the formats' schema in words that generators know."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest

from tests.formats.test_formats_docs import blocks
from webapp.api.openapi.poses import pose_schemas
from webapp.formats.json_format import poses_schema

SCHEMAS = pose_schemas()
VALIDATOR = jsonschema.Draft202012Validator(
    {"$ref": "#/components/schemas/PoseDocument", "components": {"schemas": SCHEMAS}}
)
WRITTEN: dict[str, Any] = json.loads(blocks("json")[0])


def parts(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    if isinstance(schema, dict | list):
        for inner in schema.values() if isinstance(schema, dict) else schema:
            yield from parts(inner)


def test_each_part_has_a_name_that_becomes_a_class() -> None:
    assert set(SCHEMAS) == {
        "PoseDocument",
        "PoseSource",
        "PoseMilliseconds",
        "PoseFrame",
        "PosePerson",
        "PoseImageLandmark",
        "PoseWorldLandmark",
        "PoseFraction",
    }


def test_it_says_nothing_that_generators_do_not_know() -> None:
    for part in parts(SCHEMAS):
        assert not isinstance(part.get("const"), dict | list)
        assert part.get("items") is not False
        assert not {"$defs", "$schema", "$id"} & set(part)


def test_lists_that_never_differ_are_shown() -> None:
    for name in ("landmark_names", "edges"):
        described = SCHEMAS["PoseDocument"]["properties"][name]
        assert described["examples"] == [poses_schema()["properties"][name]["const"]]
        assert described["description"]


def test_what_is_written_holds() -> None:
    VALIDATOR.validate(WRITTEN)


@pytest.mark.parametrize(
    "change",
    [
        lambda written: written["units"].update(time_s="ms"),
        lambda written: written["units"]["world"].pop("z"),
        lambda written: written["units"].update(more="m"),
        lambda written: written["landmark_names"].pop(),
        lambda written: written["landmark_names"].__setitem__(0, "elbow"),
        lambda written: written["edges"].pop(),
        lambda written: written["edges"][0].append(3),
        lambda written: written["frames"][0]["people"][0]["image"][0].append(0.5),
        lambda written: written["frames"][0]["people"][0]["image"][0].pop(),
        lambda written: written["frames"][0]["people"][0]["world"].pop(),
        lambda written: written.update(more=1),
        lambda written: written.pop("edges"),
    ],
)
def test_what_differs_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    written = copy.deepcopy(WRITTEN)
    change(written)
    assert not VALIDATOR.is_valid(written)


def test_a_picture_has_one_frame() -> None:
    picture = {**WRITTEN, "source": {**WRITTEN["source"], "kind": "image"}, "frames": WRITTEN["frames"][:1]}
    VALIDATOR.validate(picture)
    assert not VALIDATOR.is_valid({**picture, "frames": picture["frames"] * 2})
    assert not VALIDATOR.is_valid({**picture, "frames": []})
