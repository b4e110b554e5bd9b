"""The document that describes the HTTP API: OpenAPI 3.1, complete enough that a client can be generated from it."""

from typing import Any, Final

from webapp import __version__
from webapp.api.openapi.parts import (
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
    video_parameters,
)
from webapp.api.openapi.schemas import ref, schemas
from webapp.api.views import POSES, RESULT_TYPES
from webapp.settings import ServerSettings

OPENAPI: Final = "3.1.1"

_TEXT: Final = """Finds the 33 landmarks of people in pictures and videos.

Coordinates are pixels of the upright picture, and metres from between the hips; docs/formats.md describes every field.
Errors are problem details (RFC 9457) with a `code` for programs.
"""

_TAGS: Final = {
    "pictures": "One request, one answer.",
    "videos": "A request makes a job, which is asked how far it is.",
    "about": "What the server has to offer.",
}
_FILES: Final = {name: media_type for name, media_type in RESULT_TYPES.items() if name != POSES}
_OF_A_JOB: Final = {"job": "getJob", "poses": "getJobPoses", "end": "deleteJob"}
_RANGES: Final = {"Accept-Ranges": header("Parts can be asked for.", {"type": "string"})}

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
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": _paths(settings),
        "components": {"schemas": schemas(), "responses": problem_responses()},
    }


def _paths(settings: ServerSettings) -> dict[str, Any]:
    job_id = path_parameter("job_id", "The job's id.")
    result = path_parameter("name", "The result's name.", {"type": "string", "enum": list(_FILES)})
    return {
        "/image": {"post": _image(settings)},
        "/video": {"post": _video(settings)},
        "/jobs/{job_id}": {"parameters": [job_id], "get": _job(), "delete": _delete_job()},
        f"/jobs/{{job_id}}/results/{POSES}": {"parameters": [job_id], "get": _job_poses()},
        "/jobs/{job_id}/results/{name}": {"parameters": [job_id, result], "get": _result()},
        "/samples": {"get": _samples()},
        "/samples/{name}": {"parameters": [path_parameter("name", "The sample's name.")], "get": _sample()},
        "/openapi.json": {"get": _document()},
    }


def _image(settings: ServerSettings) -> Operation:
    return {
        "operationId": "findPosesInImage",
        "tags": ["pictures"],
        "summary": "Find the people in a picture",
        "description": "Reads JPEG, PNG, WebP, GIF, HEIC and AVIF; turns them as their EXIF says.",
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
        "tags": ["videos"],
        "summary": "Find the people in a video",
        "description": "Takes the video in and gives a job, which is asked how far it is.",
        "parameters": video_parameters(settings.model),
        "requestBody": body("video", settings.max_upload),
        "responses": {
            "202": {
                **json_answer("The job.", ref("Job"), location),
                "links": {
                    name: {"operationId": operation, "parameters": {"job_id": "$response.body#/id"}}
                    for name, operation in _OF_A_JOB.items()
                },
            },
            **problems("400", "408", "413", "415", "429", "503", "507"),
        },
    }


def _job() -> Operation:
    return {
        "operationId": "getJob",
        "tags": ["videos"],
        "summary": "How far a job is",
        "responses": {"200": json_answer("The job.", ref("Job")), **problems("404")},
    }


def _delete_job() -> Operation:
    return {
        "operationId": "deleteJob",
        "tags": ["videos"],
        "summary": "Cancel a job, or remove its results",
        "description": "An unfinished job is ended at once. Either way it is forgotten, with all its files.",
        "responses": {"204": {"description": "It is done."}, **problems("404")},
    }


def _job_poses() -> Operation:
    """Apart from the files, since generators give an operation one kind of answer."""
    return {
        "operationId": "getJobPoses",
        "tags": ["videos"],
        "summary": "What a job has found",
        "responses": {
            "200": json_answer("The poses of all frames.", ref("PoseDocument"), _RANGES),
            "206": answer("The part that was asked for.", {"application/json": {}}),
            "304": {"description": "It has not changed."},
            **problems("404", "416"),
        },
    }


def _result() -> Operation:
    media_types = [media_type.partition(";")[0] for media_type in _FILES.values()]
    return {
        "operationId": "getJobResult",
        "tags": ["videos"],
        "summary": "A file that a job made",
        "responses": {
            "200": answer("The file.", binary(media_types), _RANGES),
            "206": answer("The part that was asked for.", binary(media_types)),
            "304": {"description": "It has not changed."},
            **problems("404", "416"),
        },
    }


def _samples() -> Operation:
    listed = {"type": "array", "items": ref("Sample")}
    return {
        "operationId": "listSamples",
        "tags": ["about"],
        "summary": "Pictures to try",
        "responses": {"200": json_answer("None where scikit-image is not installed.", listed), **problems()},
    }


def _sample() -> Operation:
    return {
        "operationId": "getSample",
        "tags": ["about"],
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
        "tags": ["about"],
        "summary": "This document",
        "responses": {"200": json_answer("OpenAPI 3.1.", {"type": "object"}), **problems()},
    }
