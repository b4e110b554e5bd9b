"""The web process's end of one media worker: gives it one task at a time, and has its frames tracked by pose workers.

The media worker may be killed at any time.
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
    FROM_MEDIA_WORKER,
    Done,
    Failed,
    FrameToTrack,
    MediaMessage,
    MediaTask,
    TaskProgress,
)

log = logging.getLogger("posecast.media")

POSE_LIMIT_S: Final = 60.0
"""Seconds until there must be a frame's pose. Under full live load, each waiting offline frame takes a second or two;
beyond this limit there are no pose workers."""

_SEND_LIMIT_S: Final = 10.0

_CPU_SHARE: Final = 0.5
"""A silent media worker counts as hanging if it had a core for this share of the time. Under full live load it has 0.3 %
of one (Linux's SCHED_IDLE beside two busy cores), so its silence is not a fault."""

_MAX_SILENCES: Final = 10
"""After so many times the limit, a silent media worker counts as hanging in any case: it may wait for ever."""

OnProgress = Callable[[TaskProgress], None]


class MediaStartError(Exception):
    """No media worker could be started; the message says why."""


class MediaLostError(Exception):
    """The media worker ended, hung or was stopped during its task; the message says how."""


class MediaHungError(MediaLostError):
    """The media worker was silent for too long."""


class MediaFailedError(Exception):
    """The media worker reports why there is no result; the code is a MediaProblem's, or a ProblemCode's of the wire."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def ignore_progress(_progress: TaskProgress) -> None:
    """Do nothing: a picture is done at once."""


class MediaWorker:
    """A media worker: starts on construction, which raises MediaStartError. `stop` is for any thread, the rest for one."""

    def __init__(self) -> None:
        try:
            self._child = ChildProcess("webapp.workers.media", FROM_MEDIA_WORKER)
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

    def run(
        self,
        task: MediaTask,
        pool: WorkerPool,
        silence_limit_s: float,
        on_progress: OnProgress = ignore_progress,
    ) -> str | None:
        """Have a task done; return what its results lack, in words for people. Raises MediaFailedError; MediaLostError, after which the worker must be ended.

        silence_limit_s: how long the worker may work without a message. Waiting for a pose does not count; waiting for a
        core that pose workers use counts only after _MAX_SILENCES times the limit.
        """
        queue = pool.assign_queue()
        try:
            self._channel.send(task, _SEND_LIMIT_S)
            while not isinstance(message := self._next_message(silence_limit_s), Done):
                self._handle(message, task.frame_file, queue, on_progress)
            return message.note
        except TimeoutError as error:
            raise MediaHungError(f"was silent for {silence_limit_s:g} s") from error
        except ChannelClosedError as error:
            raise MediaLostError(self._child.exit_reason()) from error
        except UnreadableMessageError as error:
            raise MediaLostError(str(error)) from error
        finally:
            pool.release_queue(queue)

    def _next_message(self, silence_limit_s: float) -> MediaMessage:
        """Return the next message. Raises TimeoutError after so long a silence, ChannelClosedError."""
        enough_cpu_s = self._child.cpu_s() + silence_limit_s * _CPU_SHARE
        for _ in range(_MAX_SILENCES):
            try:
                self._channel.wait(silence_limit_s)
            except TimeoutError:
                if self._child.cpu_s() >= enough_cpu_s:
                    raise
            else:
                return self._channel.receive(silence_limit_s)
        raise TimeoutError

    def stop(self) -> None:
        """Kill the process; a thread that waits in `run` gets MediaLostError."""
        with self._lock:
            self._stopped = True
            frame = self._frame
        if frame is not None:
            frame.give_up()
        self._child.kill()

    def end(self) -> None:
        """Kill the process, wait until it has ended, and close its channel."""
        self._child.end()

    def _handle(
        self,
        message: FrameToTrack | TaskProgress | Failed,
        frame_file: str,
        queue: FairQueue[FrameSource],
        on_progress: OnProgress,
    ) -> None:
        if isinstance(message, FrameToTrack):
            self._channel.send(self._track(message, frame_file, queue), _SEND_LIMIT_S)
        elif isinstance(message, TaskProgress):
            on_progress(message)
        else:
            raise MediaFailedError(message.code, message.message)

    def _track(
        self, frame_message: FrameToTrack, frame_file: str, queue: FairQueue[FrameSource]
    ) -> WorkerReply:
        request = PixelsRequest(
            pixels=frame_file,
            size=frame_message.size,
            state=frame_message.state,
            time_s=frame_message.time_s,
            options=frame_message.options,
        )
        frame = OfflineFrame(queue, request)
        with self._lock:
            if self._stopped:
                raise MediaLostError("was stopped")
            self._frame = frame
        try:
            return frame.pose(POSE_LIMIT_S)
        except TimeoutError as error:
            # A reply all the same: the media worker waits for one, and then reports the failure.
            return ProblemReply("no-worker", f"{error}; try again later")
        finally:
            self._frame = None
