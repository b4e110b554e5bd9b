"""A pose engine in other processes: has the server's pose workers track frames, through the web process."""

from pathlib import Path
from typing import Final

import numpy as np

from webapp.media.problems import MediaError, MediaProblem
from webapp.pose.engine import Person, RgbImage, Tracked, TrackerOptions
from webapp.protocol.pose_request import PoseReply, ProblemReply
from webapp.protocol.wire import Person as PersonPayload
from webapp.workers.channel import WorkerChannel
from webapp.workers.media_task import FrameToTrack, MediaTask, TaskProgress
from webapp.workers.shared_frame import write_frame

MediaChannel = WorkerChannel[MediaTask | PoseReply | ProblemReply]
"""The media process's end: tasks come, and replies to the frames that it asks about."""

_IMAGE: Final = (33, 4)
_WORLD: Final = (33, 3)


class PoseFailedError(Exception):
    """The pose workers gave no pose; code and message are theirs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class RemoteEngine:
    """Has the `track` of a PoseEngine. `detect_ms` and `landmarks_ms` sum up the time that the pose workers took."""

    def __init__(self, channel: MediaChannel, frame_file: Path) -> None:
        self.detect_ms = 0.0
        self.landmarks_ms = 0.0
        self._channel = channel
        self._frame_file = frame_file

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        """Have a pose worker track the frame. Raises PoseFailedError; MediaError where there is no room for the frame."""
        try:
            write_frame(self._frame_file, frame)
        except OSError as error:
            raise MediaError(
                MediaProblem.NO_ROOM,
                f"the server has no room for a frame ({error.strerror}); try again later",
            ) from error
        height, width = frame.shape[:2]
        self._channel.send(FrameToTrack((width, height), state, time_s, options))
        reply = self._channel.receive()
        if isinstance(reply, ProblemReply):
            raise PoseFailedError(reply.code, reply.message)
        if not isinstance(reply, PoseReply):
            raise TypeError("a task came in place of a reply")
        return self._tracked(reply)

    def send_progress(self, progress: TaskProgress) -> None:
        """Send how far the task is. For the thread that calls `track`: both use the channel."""
        self._channel.send(progress)

    def _tracked(self, reply: PoseReply) -> Tracked:
        self.detect_ms += reply.ms.detect
        self.landmarks_ms += reply.ms.landmarks
        people = tuple(map(_person, reply.people))
        return Tracked(people, reply.state, reply.ms.detect, reply.ms.landmarks)


def _person(payload: PersonPayload) -> Person:
    image = np.frombuffer(payload["image"], "<f4").reshape(_IMAGE)
    world = np.frombuffer(payload["world"], "<f4").reshape(_WORLD)
    return Person(payload["id"], payload["score"], image, world)
