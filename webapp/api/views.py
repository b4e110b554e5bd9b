"""What the API answers in JSON: the types of its objects. The API's document describes them from these same types."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, TypedDict

from msgspec import Meta

from webapp.protocol.wire import Fraction
from webapp.wsgi.problem import Problem

POSES: Final = "poses.json"
RESULT_TYPES: Final[Mapping[str, str]] = {
    "annotated.mp4": "video/mp4",
    POSES: "application/json",
    "poses-long.csv": "text/csv; charset=utf-8",
    "poses-wide.csv": "text/csv; charset=utf-8",
    "poses.npz": "application/octet-stream",
    "openpose-body25.zip": "application/zip",
    "openpose-coco18.zip": "application/zip",
}
"""The files that a job makes, and their media types."""


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


Count = Annotated[int, Meta(ge=0)]
Amount = Annotated[float, Meta(ge=0)]
Pixels = Annotated[int, Meta(ge=1, description="Pixels, upright.")]
Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Url = Annotated[
    str, Meta(description="Relative to the server.", extra_json_schema={"format": "uri-reference"})
]


class VideoSource(TypedDict):
    """What the video says of itself; null in a job until it is known."""

    name: Annotated[str, Meta(description="The file's name as its sender calls it, without folders.")]
    width: Pixels
    height: Pixels
    frame_rate: Annotated[Amount | None, Meta(description="Frames a second on average.")]
    duration_s: Annotated[Amount | None, Meta(description="Seconds.")]


class JobResult(TypedDict):
    """One file that a job made."""

    name: Annotated[str, Meta(extra_json_schema={"enum": list(RESULT_TYPES)})]
    media_type: str
    bytes: Annotated[Count, Meta(description="Its size.")]
    url: Url


class Job(TypedDict):
    """A video on its way to its results."""

    id: Annotated[str, Meta(description="128 random bits: whoever knows it may see and end the job.")]
    state: JobState
    progress: Annotated[Fraction | None, Meta(description="Of all the work; null until it is known.")]
    frames_done: Annotated[Count, Meta(description="Frames in which people have been looked for.")]
    frames_total: Annotated[
        Count | None, Meta(description="What the video says of itself; null where it says nothing.")
    ]
    frames_a_second: Annotated[Amount | None, Meta(description="Since the first frame.")]
    seconds_left: Annotated[Amount | None, Meta(description="An estimate while it runs, else null.")]
    created: Annotated[Time, Meta(description="When the whole video had been received.")]
    expires: Annotated[
        Time | None, Meta(description="When the job and its results are removed; null until it has ended.")
    ]
    source: VideoSource | None
    problem: Annotated[Problem | None, Meta(description="Why it failed.")]
    note: Annotated[
        str | None,
        Meta(
            description="What its results lack: the end of a file that was cut off, or sound; null if nothing."
        ),
    ]
    results: list[JobResult]


class Sample(TypedDict):
    """A picture to try."""

    name: str
    title: str
    url: Url
    credit: Annotated[str, Meta(description="Who made it, and its licence.")]
