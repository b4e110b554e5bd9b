"""The shapes that the API's document names: a job, a problem, a sample, and what was found (poses.schema.json)."""

from typing import Any

from webapp.api.jobs.job import RESULT_TYPES, JobState
from webapp.api.openapi.poses import COMPONENT, Schema, pose_schemas
from webapp.wsgi.problem import TITLES


def ref(name: str) -> Schema:
    return {"$ref": f"{COMPONENT}{name}"}


def schemas() -> dict[str, Schema]:
    return {
        "Job": _job(),
        "VideoSource": _video_source(),
        "JobResult": _job_result(),
        "Problem": _problem(),
        "Sample": _sample(),
        **pose_schemas(),
    }


def _object(description: str, properties: dict[str, Schema]) -> Schema:
    """An object that has all of these."""
    return {
        "type": "object",
        "description": description,
        "required": list(properties),
        "properties": properties,
    }


def _number(description: str, minimum: float = 0, *, or_null: bool = False, **more: Any) -> Schema:
    kinds = ["number", "null"] if or_null else "number"
    return {"type": kinds, "minimum": minimum, "description": description, **more}


def _integer(description: str, minimum: int = 0, *, or_null: bool = False) -> Schema:
    kinds = ["integer", "null"] if or_null else "integer"
    return {"type": kinds, "minimum": minimum, "description": description}


def _time(description: str, *, or_null: bool = False) -> Schema:
    kinds = ["string", "null"] if or_null else "string"
    return {"type": kinds, "format": "date-time", "description": description}


def _job() -> Schema:
    return _object(
        "A video on its way to its results.",
        {
            "id": {
                "type": "string",
                "description": "128 random bits: whoever knows it may see and end the job.",
            },
            "state": {"type": "string", "enum": [str(state) for state in JobState]},
            "progress": _number("Of all the work; null until it is known.", or_null=True, maximum=1),
            "frames_done": _integer("Frames in which people have been looked for."),
            "frames_total": _integer(
                "What the video says of itself; null where it says nothing.", or_null=True
            ),
            "frames_a_second": _number("Since the first frame.", or_null=True),
            "seconds_left": _number("A guess while it runs, else null.", or_null=True),
            "created": _time("When the video had come."),
            "expires": _time("When the job and its results go; null until it is over.", or_null=True),
            "source": {"anyOf": [ref("VideoSource"), {"type": "null"}]},
            "problem": {"anyOf": [ref("Problem"), {"type": "null"}], "description": "Why it failed."},
            "results": {"type": "array", "items": ref("JobResult")},
        },
    )


def _video_source() -> Schema:
    return _object(
        "What the video says of itself; null in a job until it is known.",
        {
            "name": {
                "type": "string",
                "description": "The file's name as its sender calls it, without folders.",
            },
            "width": _integer("Pixels, upright.", 1),
            "height": _integer("Pixels, upright.", 1),
            "frame_rate": _number("Frames a second on average.", or_null=True),
            "duration_s": _number("Seconds.", or_null=True),
        },
    )


def _job_result() -> Schema:
    return _object(
        "One file that a job made.",
        {
            "name": {"type": "string", "enum": list(RESULT_TYPES)},
            "media_type": {"type": "string"},
            "bytes": _integer("Its size."),
            "url": {"type": "string", "format": "uri-reference", "description": "Relative to the server."},
        },
    )


def _problem() -> Schema:
    return _object(
        "What went wrong, as RFC 9457 says it.",
        {
            "type": {"type": "string", "const": "about:blank"},
            "title": {"type": "string", "description": "What the code means."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "What happened, and what to do about it."},
            "code": {"type": "string", "enum": list(TITLES), "description": "For programs."},
        },
    )


def _sample() -> Schema:
    return _object(
        "A picture to try.",
        {
            "name": {"type": "string"},
            "title": {"type": "string"},
            "url": {"type": "string", "format": "uri-reference", "description": "Relative to the server."},
            "credit": {"type": "string", "description": "Whose it is."},
        },
    )
