"""One media worker as the web process sees it: a child process that does a task at a time and asks for poses.

It may be killed at any time.
"""

import logging
from collections.abc import Callable
from threading import Lock
from typing import Final

from webapp.protocol.pose_request import PixelsRequest, ProblemReply, WorkerReply
from webapp.scheduler.fair_queue import FairQueue, FrameSource
from webapp.scheduler.offline_frame import OfflineFrame
from webapp.scheduler.worker_pool import WorkerPool
from webapp.workers.channel import ChannelClosedError, UnreadableMessageError
from webapp.workers.child_process import ChildProcess, ChildStartError
from webapp.workers.media_task import (
    FROM_MEDIA_PROCESS,
    Done,
    Failed,
    FrameRequest,
    MediaMessage,
    MediaTask,
    TaskProgress,
)

log = logging.getLogger("posecast.media")

POSE_LIMIT_S: Final = 60.0
"""Seconds in which the pose workers must find a frame's pose: however many live clients there are, an offline frame is
served within a second or two for each that waits; beyond this there are no workers."""

_SEND_LIMIT_S: Final = 10.0

_CPU_SHARE: Final = 0.5
"""Share of its silence for which a process must have had a core to count as hanging: under full live load it has 0.3 % of
one (Linux's SCHED_IDLE beside two busy cores), and is silent for no fault of its own."""

_MOST_LIMITS: Final = 10
"""Times the limit after which a silent process counts as hanging all the same: it may wait for what never comes."""

OnProgress = Callable[[TaskProgress], None]


class MediaStartError(Exception):
    """No media process could be started; the message says why."""


class MediaLostError(Exception):
    """The media process ended, hung or was ended with its task; the message says how."""


class MediaHungError(MediaLostError):
    """The media process was silent for too long."""


class MediaFailedError(Exception):
    """The media process says why there is no result; the code is a MediaProblem's, or a wire ProblemCode's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def no_progress(_progress: TaskProgress) -> None:
    pass


class MediaWorker:
    """Started on construction. Raises MediaStartError. `stop` is for any thread, all else for one."""

    def __init__(self) -> None:
        try:
            self._child = ChildProcess("webapp.workers.media", FROM_MEDIA_PROCESS)
        except ChildStartError as error:
            raise MediaStartError(str(error)) from error
        self._channel = self._child.channel
        self._lock = Lock()  # guards the two below
        self._frame: OfflineFrame | None = None
        self._stopped = False

    @property
    def pid(self) -> int:
        return self._child.pid

    def is_alive(self) -> bool:
        return self._child.is_alive()

    def do(
        self,
        task: MediaTask,
        pool: WorkerPool,
        silence_limit_s: float,
        on_progress: OnProgress = no_progress,
    ) -> None:
        """Have a task done. Raises MediaFailedError; MediaLostError, and then this is of no use any more.

        silence_limit_s: how long the process may work without a message. Waiting for a pose does not count, and waiting
        for a core that live clients use only up to a point.
        """
        queue = pool.assign_queue()
        try:
            self._channel.send(task, _SEND_LIMIT_S)
            while not isinstance(message := self._next_message(silence_limit_s), Done):
                self._follow(message, task.frame_file, queue, on_progress)
        except TimeoutError as error:
            raise MediaHungError(f"said nothing for {silence_limit_s:g} s") from error
        except ChannelClosedError as error:
            raise MediaLostError(self._child.how_it_ended()) from error
        except UnreadableMessageError as error:
            raise MediaLostError(str(error)) from error
        finally:
            pool.release_queue(queue)

    def _next_message(self, silence_limit_s: float) -> MediaMessage:
        """Raises TimeoutError once the process has worked for so long without a message, ChannelClosedError."""
        enough_cpu_s = self._child.cpu_s() + silence_limit_s * _CPU_SHARE
        for _ in range(_MOST_LIMITS):
            try:
                self._channel.wait(silence_limit_s)
            except TimeoutError:
                if self._child.cpu_s() >= enough_cpu_s:
                    raise
            else:
                return self._channel.receive(silence_limit_s)
        raise TimeoutError

    def stop(self) -> None:
        """End the process at once; a thread that waits in `do` gets MediaLostError."""
        with self._lock:
            self._stopped = True
            frame = self._frame
        if frame is not None:
            frame.give_up()
        self._child.kill()

    def end(self) -> None:
        """End the process for certain, and close the channel to it."""
        self._child.end()

    def _follow(
        self,
        message: FrameRequest | TaskProgress | Failed,
        frame_file: str,
        queue: FairQueue[FrameSource],
        on_progress: OnProgress,
    ) -> None:
        if isinstance(message, FrameRequest):
            self._channel.send(self._pose(message, frame_file, queue), _SEND_LIMIT_S)
        elif isinstance(message, TaskProgress):
            on_progress(message)
        else:
            raise MediaFailedError(message.code, message.message)

    def _pose(self, asked: FrameRequest, frame_file: str, queue: FairQueue[FrameSource]) -> WorkerReply:
        request = PixelsRequest(
            pixels=frame_file,
            size=asked.size,
            state=asked.state,
            time_s=asked.time_s,
            options=asked.options,
        )
        frame = OfflineFrame(queue, request)
        with self._lock:
            if self._stopped:
                raise MediaLostError("was ended")
            self._frame = frame
        try:
            return frame.pose(POSE_LIMIT_S)
        except TimeoutError as error:
            # The process is told and reports a failure, so that requests and replies belong together.
            return ProblemReply("no-worker", f"{error}; try again later")
        finally:
            self._frame = None
