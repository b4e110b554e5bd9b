"""What the web process asks a pose worker, and what the worker replies."""

from typing import Any, Literal, TypedDict, final

from webapp.protocol.wire import Person


class WorkerReady(TypedDict):
    kind: Literal["ready"]
    keeps_state: bool  # whether a client's frames must all go to this same worker


class WorkerFailed(TypedDict):
    kind: Literal["failed"]
    message: str


@final
class JpegRequest(TypedDict):
    jpeg: bytes
    state: bytes
    time_s: float
    options: dict[str, Any]  # the fields of TrackerOptions


@final
class PixelsRequest(TypedDict):
    """A frame that somebody else has decoded: RGB, row by row, in a file (webapp/workers/shared_frame.py)."""

    pixels: str  # the file's path
    size: list[int]  # width, height
    state: bytes
    time_s: float
    options: dict[str, Any]


PoseRequest = JpegRequest | PixelsRequest


class WorkerMilliseconds(TypedDict):
    decode: float
    detect: float
    landmarks: float


class PoseReply(TypedDict):
    kind: Literal["pose"]
    size: list[int]  # width, height in pixels
    people: list[Person]
    state: bytes
    ms: WorkerMilliseconds


class ProblemReply(TypedDict):
    kind: Literal["problem"]
    code: str
    message: str


WorkerReply = PoseReply | ProblemReply
