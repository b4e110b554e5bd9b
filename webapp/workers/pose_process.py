"""The web process's end of one pose worker: sends it requests and receives its replies."""

from typing import Final

from webapp.protocol.pose_request import (
    FROM_WORKER,
    PoseReply,
    PoseRequest,
    WorkerFailed,
    WorkerReady,
    WorkerReply,
)
from webapp.serving.worker_sockets import worker_sockets
from webapp.settings import ServerSettings
from webapp.workers.channel import ChannelClosedError, UnreadableMessageError
from webapp.workers.child_process import ChildProcess, ChildStartError

START_LIMIT_S: Final = 60.0
"""Seconds until a new worker must be ready: imports and the compilation of two networks, on a slow machine."""

REPLY_LIMIT_S: Final = 3.0
"""Seconds until a worker must reply to a frame. A frame takes 0.1 s on a common machine; beyond this limit it hangs."""

LOADING_REPLY_LIMIT_S: Final = 30.0
"""The same for a worker's first frame with a model, which it compiles then."""


class WorkerStartError(Exception):
    """The worker could not get ready; the message says why."""


class WorkerLostError(Exception):
    """The worker ended while it had a frame."""


class WorkerHungError(Exception):
    """The worker did not reply in time."""


class WorkerCrashedError(WorkerLostError):
    """The worker ended by a fault of its own while it had a frame: nobody killed it."""


class WorkerProcess:
    """A pose worker: starts on construction (raises WorkerStartError), ready after `wait_ready`. For one thread at a time."""

    def __init__(self, settings: ServerSettings) -> None:
        try:
            self._child = ChildProcess("webapp.workers.pose", FROM_WORKER, _arguments(settings))
        except ChildStartError as error:
            raise WorkerStartError(str(error)) from error
        worker_sockets.add(self._child.socket_number)
        self._loaded = {settings.model}

    @property
    def pid(self) -> int:
        return self._child.pid

    def wait_ready(self) -> WorkerReady:
        """Wait until the worker has loaded its engine. Raises WorkerStartError."""
        try:
            greeting = self._child.channel.receive(START_LIMIT_S)
        except TimeoutError as error:
            raise WorkerStartError(f"it was not ready after {START_LIMIT_S:g} s") from error
        except ChannelClosedError as error:
            raise WorkerStartError(f"it {self._child.exit_reason()}; the lines above say more") from error
        except UnreadableMessageError as error:
            raise WorkerStartError(f"it {error}") from error
        if isinstance(greeting, WorkerFailed):
            raise WorkerStartError(greeting.message)
        if not isinstance(greeting, WorkerReady):
            raise WorkerStartError("it sent a reply before it was asked")
        return greeting

    def track(self, request: PoseRequest) -> WorkerReply:
        """Send a request and return the reply. Raises WorkerLostError, WorkerHungError: then the worker must be ended."""
        model = request.options.model
        limit_s = REPLY_LIMIT_S if model in self._loaded else LOADING_REPLY_LIMIT_S
        try:
            self._child.channel.send(request, limit_s)
            reply = self._child.channel.receive(limit_s)
        except TimeoutError as error:
            raise WorkerHungError(f"did not answer within {limit_s:g} s") from error
        except ChannelClosedError as error:
            raise self._lost() from error
        except UnreadableMessageError as error:
            raise WorkerLostError(str(error)) from error
        if isinstance(reply, WorkerReady | WorkerFailed):
            raise WorkerLostError("sent a greeting in place of a reply")
        if isinstance(reply, PoseReply):
            self._loaded.add(model)
        return reply

    def _lost(self) -> WorkerLostError:
        reason = self._child.exit_reason()
        return WorkerCrashedError(reason) if self._child.has_crashed() else WorkerLostError(reason)

    def is_alive(self) -> bool:
        return self._child.is_alive()

    def end(self) -> None:
        """Kill the process and wait until it has ended. It has nothing to save: the state is the session's."""
        self._child.kill()
        worker_sockets.discard(self._child.socket_number)  # before another file gets the number
        self._child.end()


def _arguments(settings: ServerSettings) -> list[str]:
    factory = ["--engine-factory", settings.engine_factory] if settings.engine_factory else []
    return [
        "--engine",
        settings.engine,
        "--model",
        settings.model,
        "--precision",
        settings.precision,
        *factory,
    ]
