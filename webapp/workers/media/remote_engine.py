"""A pose engine in other processes: has the server's pose workers track frames, through the web process."""

from dataclasses import asdict
from pathlib import Path
from typing import Final, cast

import numpy as np

from webapp.media.problems import MediaError, MediaProblem
from webapp.pose.engine import Person, RgbImage, Tracked, TrackerOptions
from webapp.protocol.media_task import FrameToTrack, Progress
from webapp.protocol.pose_request import PoseReply, WorkerReply
from webapp.protocol.wire import Person as PersonPayload
from webapp.workers.channel import WorkerChannel
from webapp.workers.shared_frame import write_frame

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

    def __init__(self, channel: WorkerChannel, frame_file: Path) -> None:
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
        request: FrameToTrack = {
            "kind": "frame",
            "size": [width, height],
            "state": state,
            "time_s": time_s,
            "options": asdict(options),
        }
        reply = self._request(request)
        if reply["kind"] == "problem":
            raise PoseFailedError(reply["code"], reply["message"])
        return self._tracked(reply)

    def send_progress(self, progress: Progress) -> None:
        """Send how far the task is. For the thread that calls `track`: both use the channel."""
        self._channel.send(progress)

    def _request(self, request: FrameToTrack) -> WorkerReply:
        self._channel.send(request)
        return cast("WorkerReply", self._channel.receive())

    def _tracked(self, reply: PoseReply) -> Tracked:
        ms = reply["ms"]
        self.detect_ms += ms["detect"]
        self.landmarks_ms += ms["landmarks"]
        people = tuple(map(_person, reply["people"]))
        return Tracked(people, reply["state"], ms["detect"], ms["landmarks"])


def _person(payload: PersonPayload) -> Person:
    image = np.frombuffer(payload["image"], "<f4").reshape(_IMAGE)
    world = np.frombuffer(payload["world"], "<f4").reshape(_WORLD)
    return Person(payload["id"], payload["score"], image, world)
