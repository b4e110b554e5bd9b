"""What the web process and the media process say to each other, over webapp/workers/channel.py.

The web process sends a task. The media process then asks for the poses of frames, each answered with a WorkerReply,
says how far it is, and ends with `done` or `failed`. After that it waits for the next task.
"""

from typing import Any, Literal, TypedDict


class PictureTask(TypedDict):
    kind: Literal["picture"]
    source: str  # the picture's path
    name: str  # what its sender calls it
    options: dict[str, Any]  # the fields of MediaOptions
    format: str  # one of api/query.py's PictureFormat
    target: str  # the path of the result
    frame_file: str  # the path by which frames go to the pose workers
    file_bytes: int  # what a file may have at most


class VideoTask(TypedDict):
    kind: Literal["video"]
    source: str
    name: str
    options: dict[str, Any]
    folder: str  # of the results
    frame_file: str
    file_bytes: int


MediaTask = PictureTask | VideoTask


class FrameQuestion(TypedDict):
    """The frame lies in the task's frame file."""

    kind: Literal["frame"]
    size: list[int]  # width, height
    state: bytes
    time_s: float
    options: dict[str, Any]  # the fields of TrackerOptions


class VideoFacts(TypedDict):
    """What a video says of itself."""

    width: int
    height: int
    frame_rate: float | None
    duration_s: float | None


class Progress(TypedDict):
    kind: Literal["progress"]
    frames_done: int
    frames_total: int | None
    share: float | None  # of all the work, 0..1
    source: VideoFacts | None


class Done(TypedDict):
    kind: Literal["done"]


class Failed(TypedDict):
    kind: Literal["failed"]
    code: str
    message: str
