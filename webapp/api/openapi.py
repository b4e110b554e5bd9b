"""The document that describes the HTTP API: OpenAPI 3.1, complete enough that a client can be generated from it."""

from typing import Any, Final

from webapp import __version__
from webapp.api.jobs import RESULT_TYPES
from webapp.api.openapi_parts import (
    answer,
    binary,
    body,
    header,
    image_body,
    image_content,
    image_parameters,
    json_answer,
    path_parameter,
    problem_responses,
    problems,
    result_content,
    video_parameters,
)
from webapp.api.openapi_schemas import ref, schemas
from webapp.settings import ServerSettings

OPENAPI: Final = "3.1.1"

_TEXT: Final = """Finds the 33 landmarks of people in pictures and videos.

Coordinates are pixels of the upright picture, and metres from between the hips; docs/formats.md describes every field.
Errors are problem details (RFC 9457) with a `code` for programs.
"""

Operation = dict[str, Any]


def openapi_document(settings: ServerSettings, prefix: str) -> dict[str, Any]:
    """prefix: the path of the API."""
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "Posecast",
            "version": __version__,
            "description": _TEXT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": prefix}],
        "paths": _paths(settings),
        "components": {"schemas": schemas(), "responses": problem_responses()},
    }


def _paths(settings: ServerSettings) -> dict[str, Any]:
    job_id = path_parameter("job_id", "The job's id.")
    result = path_parameter("name", "The result's name.", {"type": "string", "enum": list(RESULT_TYPES)})
    return {
        "/image": {"post": _image(settings)},
        "/video": {"post": _video(settings)},
        "/jobs/{job_id}": {"parameters": [job_id], "get": _job(), "delete": _delete_job()},
        "/jobs/{job_id}/results/{name}": {"parameters": [job_id, result], "get": _result()},
        "/samples": {"get": _samples()},
        "/samples/{name}": {"parameters": [path_parameter("name", "The sample's name.")], "get": _sample()},
        "/openapi.json": {"get": _document()},
    }


def _image(settings: ServerSettings) -> Operation:
    return {
        "operationId": "findPosesInImage",
        "summary": "Find the people in a picture",
        "description": "Reads JPEG, PNG and WebP; turns them as their EXIF says.",
        "parameters": image_parameters(settings.model),
        "requestBody": image_body(),
        "responses": {
            "200": answer("What was found, in the form that was asked for.", image_content()),
            **problems("400", "406", "408", "413", "415", "422", "429", "503", "507"),
        },
    }


def _video(settings: ServerSettings) -> Operation:
    location = {"Location": header("The job's address.", {"type": "string", "format": "uri-reference"})}
    return {
        "operationId": "findPosesInVideo",
        "summary": "Find the people in a video",
        "description": "Takes the video in and gives a job, which is asked how far it is.",
        "parameters": video_parameters(settings.model),
        "requestBody": body("video", settings.max_upload),
        "responses": {
            "202": {
                **json_answer("The job.", ref("Job"), location),
                "links": {
                    "job": {"operationId": "getJob", "parameters": {"job_id": "$response.body#/id"}},
                    "end": {"operationId": "deleteJob", "parameters": {"job_id": "$response.body#/id"}},
                },
            },
            **problems("400", "408", "413", "415", "429", "503", "507"),
        },
    }


def _job() -> Operation:
    return {
        "operationId": "getJob",
        "summary": "How far a job is",
        "responses": {"200": json_answer("The job.", ref("Job")), **problems("404")},
    }


def _delete_job() -> Operation:
    return {
        "operationId": "deleteJob",
        "summary": "Cancel a job, or remove its results",
        "description": "An unfinished job is ended at once. Either way it is forgotten, with all its files.",
        "responses": {"204": {"description": "It is done."}, **problems("404")},
    }


def _result() -> Operation:
    ranges = {"Accept-Ranges": header("Parts can be asked for.", {"type": "string"})}
    return {
        "operationId": "getJobResult",
        "summary": "A file that a job made",
        "responses": {
            "200": answer("The file.", result_content(), ranges),
            "206": answer("The part that was asked for.", binary(_result_types())),
            "304": {"description": "It has not changed."},
            **problems("404", "416"),
        },
    }


def _result_types() -> list[str]:
    return [media_type.partition(";")[0] for media_type in RESULT_TYPES.values()]


def _samples() -> Operation:
    listed = {"type": "array", "items": ref("Sample")}
    return {
        "operationId": "listSamples",
        "summary": "Pictures to try",
        "responses": {"200": json_answer("None where scikit-image is not installed.", listed), **problems()},
    }


def _sample() -> Operation:
    return {
        "operationId": "getSample",
        "summary": "A picture to try",
        "responses": {
            "200": answer("The picture.", binary(["image/png"])),
            "304": {"description": "It has not changed."},
            "206": answer("The part that was asked for.", binary(["image/png"])),
            **problems("404", "416"),
        },
    }


def _document() -> Operation:
    return {
        "operationId": "getOpenApi",
        "summary": "This document",
        "responses": {"200": json_answer("OpenAPI 3.1.", {"type": "object"}), **problems()},
    }
