"""One pose worker as the web process sees it: a process of its own, started with exec, and the channel to it."""

import socket
import subprocess
from typing import Final, cast

from webapp.protocol.pose_request import PoseRequest, WorkerReady, WorkerReply
from webapp.serving.worker_sockets import worker_sockets
from webapp.settings import ServerSettings
from webapp.workers.channel import ChannelClosedError, WorkerChannel
from webapp.workers.child_process import how_it_ended, start_module

START_LIMIT_S: Final = 60.0
"""Seconds until a starting worker must be ready: imports and the compilation of two networks, on a slow machine."""

ANSWER_LIMIT_S: Final = 3.0
"""Seconds until a worker must answer a frame; a frame takes 0.1 s on a common machine, so beyond this it hangs."""

LOADING_ANSWER_LIMIT_S: Final = 30.0
"""The same, for the first frame with a model: the worker compiles it then."""


class WorkerStartError(Exception):
    """The worker could not get ready; the message says why."""


class WorkerLostError(Exception):
    """The worker ended while it had a frame."""


class WorkerHungError(Exception):
    """The worker did not answer in time."""


class WorkerProcess:
    """Started on construction (raises WorkerStartError), ready after `wait_ready`. For one thread at a time."""

    def __init__(self, settings: ServerSettings) -> None:
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            raise WorkerStartError(f"no connection to it can be made ({error.strerror})") from error
        with theirs:
            try:
                self._process = _start(settings, theirs.fileno())
            except OSError as error:
                ours.close()
                raise WorkerStartError(f"the system starts no more processes ({error.strerror})") from error
        self._channel = WorkerChannel(ours)
        self._socket_number = ours.fileno()
        worker_sockets.add(self._socket_number)
        self._loaded = {settings.model}

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_ready(self) -> WorkerReady:
        """Wait until the worker has loaded what it needs. Raises WorkerStartError."""
        try:
            greeting = self._channel.receive(START_LIMIT_S)
        except TimeoutError as error:
            raise WorkerStartError(f"it was not ready after {START_LIMIT_S:g} s") from error
        except ChannelClosedError as error:
            raise WorkerStartError(f"it {how_it_ended(self._process)}; the lines above say more") from error
        if greeting["kind"] == "failed":
            raise WorkerStartError(greeting["message"])
        return cast("WorkerReady", greeting)

    def track(self, request: PoseRequest) -> WorkerReply:
        """Have a frame worked on. Raises WorkerLostError, WorkerHungError; the worker is of no use after either."""
        model = request["options"]["model"]
        limit_s = ANSWER_LIMIT_S if model in self._loaded else LOADING_ANSWER_LIMIT_S
        try:
            self._channel.send(request, limit_s)
            reply = self._channel.receive(limit_s)
        except TimeoutError as error:
            raise WorkerHungError(f"did not answer within {limit_s:g} s") from error
        except ChannelClosedError as error:
            raise WorkerLostError(how_it_ended(self._process)) from error
        if reply["kind"] == "pose":
            self._loaded.add(model)
        return cast("WorkerReply", reply)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """End the process at once and for certain. It has nothing to save: the state is the session's."""
        self._process.kill()
        self._process.wait()
        worker_sockets.discard(self._socket_number)  # before another file gets the number
        self._channel.close()


def _start(settings: ServerSettings, socket_fd: int) -> "subprocess.Popen[bytes]":
    factory = ["--engine-factory", settings.engine_factory] if settings.engine_factory else []
    arguments = ["--engine", settings.engine, "--model", settings.model, "--precision", settings.precision]
    return start_module("webapp.workers.pose.__main__", socket_fd, [*arguments, *factory])
