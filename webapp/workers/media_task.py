"""What the web process and a media process send each other, over webapp/workers/channel.py.

The web process sends a task. The media process then asks for the poses of frames, each answered with a WorkerReply,
reports its progress, and ends with Done or Failed. After that it waits for the next task.
"""

from typing import Final

from msgspec import Struct
from msgspec.msgpack import Decoder

from webapp.media.media_options import MediaOptions
from webapp.pose.engine import TrackerOptions
from webapp.protocol.pose_request import PoseReply, ProblemReply


class PictureTask(Struct, frozen=True, kw_only=True, tag_field="kind", tag="picture"):
    source: str  # the picture's path
    name: str  # what its sender calls it
    options: MediaOptions
    format: str  # one of webapp/api/query_params.py's PictureFormat
    target: str  # the path of the result
    frame_file: str  # the path by which frames go to the pose workers
    file_bytes: int  # what a file may have at most


class VideoTask(Struct, frozen=True, kw_only=True, tag_field="kind", tag="video"):
    source: str
    name: str
    options: MediaOptions
    folder: str  # of the results
    frame_file: str
    file_bytes: int


MediaTask = PictureTask | VideoTask


class FrameRequest(Struct, frozen=True, tag_field="kind", tag="frame"):
    """Asks for the pose of the frame in the task's frame file."""

    size: tuple[int, int]  # width, height
    state: bytes
    time_s: float
    options: TrackerOptions


class VideoFacts(Struct, frozen=True):
    """What a video says of itself."""

    width: int
    height: int
    frame_rate: float | None
    duration_s: float | None


class TaskProgress(Struct, frozen=True, tag_field="kind", tag="progress"):
    frames_done: int
    frames_total: int | None
    share: float | None  # of all the work, 0..1
    source: VideoFacts | None


class Done(Struct, frozen=True, tag_field="kind", tag="done"):
    pass


class Failed(Struct, frozen=True, tag_field="kind", tag="failed"):
    code: str
    message: str


MediaMessage = FrameRequest | TaskProgress | Done | Failed
"""What a media process sends."""

TO_MEDIA_PROCESS: Final[Decoder[MediaTask | PoseReply | ProblemReply]] = Decoder(
    MediaTask | PoseReply | ProblemReply
)
FROM_MEDIA_PROCESS: Final[Decoder[MediaMessage]] = Decoder(MediaMessage)
