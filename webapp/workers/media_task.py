"""Messages between the web process and a media worker, over webapp/workers/channel.py.

The web process sends a task. The media worker then asks for the poses of frames, each answered with a WorkerReply,
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
    name: str  # the upload's name
    options: MediaOptions
    format: str  # one of webapp/api/query_params.py's PictureFormat
    target: str  # the path of the result
    frame_file: str  # the file through which frames go to the pose workers
    file_bytes: int  # of a file at most


class VideoTask(Struct, frozen=True, kw_only=True, tag_field="kind", tag="video"):
    source: str
    name: str
    options: MediaOptions
    folder: str  # of the results
    frame_file: str
    file_bytes: int


MediaTask = PictureTask | VideoTask


class FrameToTrack(Struct, frozen=True, tag_field="kind", tag="frame"):
    """Asks for the pose of the frame in the task's frame file."""

    size: tuple[int, int]  # width, height
    state: bytes
    time_s: float
    options: TrackerOptions


class VideoFacts(Struct, frozen=True):
    """What the video's header says."""

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
    note: str | None = None  # what the results lack, in words for people


class Failed(Struct, frozen=True, tag_field="kind", tag="failed"):
    code: str
    message: str


MediaMessage = FrameToTrack | TaskProgress | Done | Failed
"""What a media worker sends."""

TO_MEDIA_WORKER: Final[Decoder[MediaTask | PoseReply | ProblemReply]] = Decoder(
    MediaTask | PoseReply | ProblemReply
)
FROM_MEDIA_WORKER: Final[Decoder[MediaMessage]] = Decoder(MediaMessage)
