"""Messages between the web process and a media worker, over webapp/workers/channel.py.

The web process sends a task. The media worker then asks for the poses of frames, each answered with a WorkerReply,
reports its progress, and ends with `done` or `failed`. After that it waits for the next task.
"""

from typing import Any, Literal, TypedDict


class PictureTask(TypedDict):
    kind: Literal["picture"]
    source: str  # the picture's path
    name: str  # the upload's name
    options: dict[str, Any]  # the fields of MediaOptions
    format: str  # one of api/query_params.py's PictureFormat
    target: str  # the path of the result
    frame_file: str  # the file through which frames go to the pose workers
    file_bytes: int  # of a file at most


class VideoTask(TypedDict):
    kind: Literal["video"]
    source: str
    name: str
    options: dict[str, Any]
    folder: str  # of the results
    frame_file: str
    file_bytes: int


MediaTask = PictureTask | VideoTask


class FrameToTrack(TypedDict):
    """Asks for the pose of the frame in the task's frame file."""

    kind: Literal["frame"]
    size: list[int]  # width, height
    state: bytes
    time_s: float
    options: dict[str, Any]  # the fields of TrackerOptions


class VideoFacts(TypedDict):
    """What the video's header says."""

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
