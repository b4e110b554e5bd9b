"""The document that describes the API: valid, complete, and true of the routes that there are."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from tests.pages.test_routes import IdlePool
from webapp.api.jobs.service import MediaService
from webapp.api.openapi.document import openapi_document
from webapp.api.query_params import IMAGE_PARAMETERS, PICTURE_FORMATS
from webapp.api.routes import PREFIX
from webapp.api.views import JobState
from webapp.formats.json_format import poses_schema
from webapp.media.problems import MediaProblem
from webapp.server.app import create_app
from webapp.settings import ServerSettings
from webapp.wsgi.problem import TITLES

SETTINGS = ServerSettings(async_mode="threading")
DOCUMENT = openapi_document(SETTINGS, PREFIX)
METHODS = ("get", "post", "delete")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def resolved(reference: str) -> Any:
    part: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        part = part[step]
    return part


def test_it_is_what_openapi_3_1_says() -> None:
    jsonschema.Draft202012Validator(OPENAPI_31).validate(DOCUMENT)
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_a_document_that_is_not_is_told() -> None:
    broken = {**DOCUMENT, "paths": {"image": {}}}
    assert not jsonschema.Draft202012Validator(OPENAPI_31).is_valid(broken)


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert len(found) > 10
    for reference in found:
        assert isinstance(resolved(reference), dict)


def test_every_operation_has_a_name_of_its_own_and_says_what_can_go_wrong() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names)) == 9
    for _, path, operation in operations():
        assert {"403", "500"} <= set(operation["responses"]), path
        assert all(re.fullmatch(r"[2-5]\d\d", status) for status in operation["responses"])


def test_it_has_every_route_that_there_is_and_no_other() -> None:
    media = MediaService(SETTINGS, IdlePool(1))
    try:
        flask = create_app(SETTINGS, IdlePool(1), media=media).wsgi
        routes = {
            (method.lower(), re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX)))
            for rule in flask.url_map.iter_rules()
            for method in rule.methods or ()
            if rule.rule.startswith(PREFIX) and method.lower() in METHODS
        }
    finally:
        media.stop()
    assert routes == {(method, path) for method, path, _ in operations()}


@pytest.mark.parametrize("kind", ["image", "video"])
def test_the_parameters_are_those_that_are_taken(kind: str) -> None:
    from webapp.api import query_params as query

    described = {parameter["name"] for parameter in DOCUMENT["paths"][f"/{kind}"]["post"]["parameters"]}
    assert described == set(getattr(query, f"{kind.upper()}_PARAMETERS"))


def test_the_pose_document_is_that_of_the_formats() -> None:
    """What one of the two schemas refuses, the other refuses too, but for the values in lists that never differ."""
    component = {**DOCUMENT["components"]["schemas"]["PoseDocument"], "components": DOCUMENT["components"]}
    moved = jsonschema.Draft202012Validator(component)
    original = jsonschema.Draft202012Validator(poses_schema())
    frame = {"index": 0, "time_s": 0, "people": [{"id": 1}]}
    errors = [
        {tuple(error.absolute_path) for error in validator.iter_errors({"frames": [frame], "source": {}})}
        for validator in (moved, original)
    ]
    assert errors[0] == errors[1]
    assert ("frames", 0, "people", 0) in errors[0]


def test_every_problem_of_pictures_and_videos_has_a_title() -> None:
    assert {str(problem) for problem in MediaProblem} <= set(TITLES)


def test_parameters_and_states_stand_in_the_order_of_their_meaning() -> None:
    parameters = {one["name"]: one for one in DOCUMENT["paths"]["/image"]["post"]["parameters"]}
    assert list(parameters) == list(IMAGE_PARAMETERS)
    assert all(one["in"] == "query" and one["description"] for one in parameters.values())
    assert parameters["model"]["schema"] == {
        "type": "string",
        "enum": ["lite", "full", "heavy"],
        "default": SETTINGS.model,
    }
    assert parameters["people"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 8, "default": 1}
    assert parameters["format"]["schema"] == {"type": "string", "enum": list(PICTURE_FORMATS)}
    assert DOCUMENT["components"]["schemas"]["JobState"]["enum"] == list(JobState)
