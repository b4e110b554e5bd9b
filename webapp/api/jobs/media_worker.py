"""One media process as the web process sees it: does a task at a time, asks for poses, and may be killed at any time."""

import logging
import socket
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, cast

from webapp.protocol.media_task import FrameQuestion, MediaTask, Progress
from webapp.protocol.pose_request import PixelsRequest, WorkerReply
from webapp.scheduler.fair_queue import FairQueue, FrameSource
from webapp.scheduler.offline_frame import OfflineFrame
from webapp.workers.channel import ChannelClosedError, WorkerChannel
from webapp.workers.child_process import how_it_ended, start_module, worked_s

log = logging.getLogger("posecast.media")

POSE_LIMIT_S: Final = 60.0
"""Seconds in which the workers must find a frame's pose: however many live clients there are, a background turn comes
within a second or two for each that waits; beyond this there are no workers."""

_SEND_LIMIT_S: Final = 10.0

_OWN_SHARE: Final = 0.5
"""Of the time in which a process was silent that it must have had a core for, to count as hanging: under full live load it
has 0.3 % of one (Linux's SCHED_IDLE beside two busy cores), and is silent through no fault of its own."""

_PATIENCE: Final = 10
"""Times the limit after which a silent process counts as hanging all the same: it may wait for what never comes."""

OnProgress = Callable[[Progress], None]


class MediaStartError(Exception):
    """No media process could be started; the message says why."""


class MediaLostError(Exception):
    """The media process ended, hung or was ended with its task; the message says how."""


class MediaHungError(MediaLostError):
    """The media process said nothing for too long."""


class MediaFailedError(Exception):
    """The media process says why there is no result; the code is a MediaProblem's, or a wire ProblemCode's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def no_progress(_progress: Progress) -> None:
    pass


class MediaWorker:
    """Started on construction. Raises MediaStartError. `stop` is for any thread, all else for one."""

    def __init__(self) -> None:
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            raise MediaStartError(f"no connection to it can be made ({error.strerror})") from error
        with theirs:
            try:
                self._process = start_module("webapp.workers.media", theirs.fileno(), [])
            except OSError as error:
                ours.close()
                raise MediaStartError(f"the system starts no more processes ({error.strerror})") from error
        self._channel = WorkerChannel(ours)
        self._lock = Lock()  # guards the two below
        self._frame: OfflineFrame | None = None
        self._stopped = False

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def do(
        self,
        task: MediaTask,
        lane: FairQueue[FrameSource],
        silence_limit_s: float,
        on_progress: OnProgress = no_progress,
    ) -> None:
        """Have a task done. Raises MediaFailedError; MediaLostError, and then this is of no use any more.

        silence_limit_s: how long the process may work without a word; that it waits for a pose does not count, and that
        live clients leave it no core only up to a point.
        """
        try:
            self._channel.send(task, _SEND_LIMIT_S)
            while (message := self._next_message(silence_limit_s))["kind"] != "done":
                self._follow(message, task["frame_file"], lane, on_progress)
        except TimeoutError as error:
            raise MediaHungError(f"said nothing for {silence_limit_s:g} s") from error
        except ChannelClosedError as error:
            raise MediaLostError(how_it_ended(self._process)) from error
        except (KeyError, TypeError, ValueError) as error:
            raise MediaLostError("said what cannot be understood") from error

    def _next_message(self, silence_limit_s: float) -> dict[str, Any]:
        """Raises TimeoutError once the process has worked for so long without a word, ChannelClosedError."""
        worked_enough_s = worked_s(self.pid) + silence_limit_s * _OWN_SHARE
        for _ in range(_PATIENCE):
            try:
                self._channel.wait(silence_limit_s)
            except TimeoutError:
                if worked_s(self.pid) >= worked_enough_s:
                    raise
            else:
                return self._channel.receive(silence_limit_s)
        raise TimeoutError

    def stop(self) -> None:
        """End the process at once; whoever waits in `do` gets MediaLostError."""
        with self._lock:
            self._stopped = True
            frame = self._frame
        if frame is not None:
            frame.give_up()
        self._process.kill()

    def end(self) -> None:
        """End the process for certain, and let go of it."""
        self._process.kill()
        self._process.wait()
        self._channel.close()

    def _follow(
        self, message: dict[str, Any], frame_file: str, lane: FairQueue[FrameSource], on_progress: OnProgress
    ) -> None:
        if message["kind"] == "frame":
            reply = self._pose(cast("FrameQuestion", message), frame_file, lane)
            self._channel.send(reply, _SEND_LIMIT_S)
        elif message["kind"] == "progress":
            on_progress(cast("Progress", message))
        else:
            raise MediaFailedError(str(message["code"]), str(message["message"]))

    def _pose(self, question: FrameQuestion, frame_file: str, lane: FairQueue[FrameSource]) -> WorkerReply:
        request: PixelsRequest = {
            "pixels": frame_file,
            "size": question["size"],
            "state": question["state"],
            "time_s": question["time_s"],
            "options": question["options"],
        }
        frame = OfflineFrame(lane, request)
        with self._lock:
            if self._stopped:
                raise MediaLostError("was ended")
            self._frame = frame
        try:
            return frame.pose(POSE_LIMIT_S)
        except TimeoutError as error:  # the process is told, who says that it failed: both stay in step
            return {"kind": "problem", "code": "no-worker", "message": f"{error}; try again later"}
        finally:
            self._frame = None
