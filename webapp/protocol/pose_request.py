"""What the web process asks a pose worker, and what the worker replies, over webapp/workers/channel.py.

Messages are Structs, told apart by their `kind`: msgspec reads and checks one in half the time that reading alone takes
as a dict (docs/decisions/0019).
"""

from typing import Final

from msgspec import Struct
from msgspec.msgpack import Decoder

from webapp.pose.engine import TrackerOptions
from webapp.protocol.wire import Person


class WorkerReady(Struct, frozen=True, tag_field="kind", tag="ready"):
    keeps_state: bool  # whether a client's frames must all go to this same worker


class WorkerFailed(Struct, frozen=True, tag_field="kind", tag="failed"):
    """The worker cannot start."""

    message: str


class JpegRequest(Struct, frozen=True, kw_only=True, tag_field="kind", tag="jpeg"):
    """Asks for the pose of a camera's frame."""

    jpeg: bytes
    state: bytes
    time_s: float
    options: TrackerOptions


class PixelsRequest(Struct, frozen=True, kw_only=True, tag_field="kind", tag="pixels"):
    """Asks for the pose of a frame that a media process has decoded: RGB, row by row, in a file (shared_frame.py)."""

    pixels: str  # the file's path
    size: tuple[int, int]  # width, height
    state: bytes
    time_s: float
    options: TrackerOptions


PoseRequest = JpegRequest | PixelsRequest


class WorkerMilliseconds(Struct, frozen=True):
    decode: float
    detect: float
    landmarks: float


class PoseReply(Struct, frozen=True, kw_only=True, tag_field="kind", tag="pose"):
    size: list[int]  # width, height in pixels, as the wire has it
    people: list[Person]
    state: bytes
    ms: WorkerMilliseconds


class ProblemReply(Struct, frozen=True, tag_field="kind", tag="problem"):
    code: str
    message: str


WorkerReply = PoseReply | ProblemReply
WorkerMessage = WorkerReady | WorkerFailed | WorkerReply
"""What a pose worker sends."""

TO_WORKER: Final[Decoder[PoseRequest]] = Decoder(PoseRequest)
FROM_WORKER: Final[Decoder[WorkerMessage]] = Decoder(WorkerMessage)
