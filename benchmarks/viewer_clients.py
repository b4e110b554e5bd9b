"""Runs viewers in a child process that count the poses they receive."""

import os
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Final, Self

from benchmarks.client_codecs import ViewerCodec
from benchmarks.load_client import LoadClient
from webapp.protocol.wire import Event

_ANSWER_LIMIT_S: Final = 60.0

NICENESS: Final = 19
"""The lowest priority: viewers stand in for other machines, so they must not slow the server down, and they measure no
time. The poses a second that each counts show whether they keep up."""


class ViewerClientsError(Exception):
    """The viewers failed; the message is the child process's."""


class ViewerClients:
    """The child process; within `with ViewerClients(port, link, 50) as viewers:` all viewers are connected."""

    def __init__(self, port: int, link: str, count: int) -> None:
        spawning = get_context("spawn")
        self._pipe, self._child_end = spawning.Pipe()
        self._process = spawning.Process(
            target=run_viewers, args=(self._child_end, port, link, count), name="viewers", daemon=True
        )

    def __enter__(self) -> Self:
        self._process.start()
        self._child_end.close()
        self._answer()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()

    def poses(self) -> list[int]:
        """Return how many poses each viewer received since the last call."""
        self._pipe.send(None)
        return self._answer()

    def _answer(self) -> list[int]:
        if not self._pipe.poll(_ANSWER_LIMIT_S):
            raise ViewerClientsError(f"the viewers did not answer within {_ANSWER_LIMIT_S:g} s")
        answer: list[int] | Exception = self._pipe.recv()
        if isinstance(answer, Exception):
            raise ViewerClientsError(str(answer)) from answer
        return answer


def run_viewers(commands: Connection, port: int, link: str, count: int) -> None:
    """Run in the child process: read and count until killed."""
    os.nice(NICENESS)
    try:
        viewers = [LoadClient(port, ViewerCodec(link)) for _ in range(count)]
        poses = [0] * count
        commands.send(poses)
        indices = {viewer.socket: index for index, viewer in enumerate(viewers)}
        while True:
            for ready in wait([commands, *indices]):
                if ready is commands:
                    commands.recv()
                    commands.send(poses)
                    poses = [0] * count
                else:
                    index = indices[ready]  # type: ignore[index]
                    poses[index] += sum(message.name == Event.POSE for message in viewers[index].receive())
    except EOFError:
        return
    except Exception as error:
        commands.send(RuntimeError(f"{type(error).__name__}: {error}"))
