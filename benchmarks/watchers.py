"""Viewers in a process of their own, which read what they are sent and count it."""

import os
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Final, Self

from benchmarks.dialects import ViewerDialect
from benchmarks.load_client import LoadClient
from webapp.protocol.wire import Event

_ANSWER_LIMIT_S: Final = 60.0

LAST: Final = 19
"""Behind every other process: viewers stand in for other machines, which take nothing from the server, and they measure
no time. That they keep up is seen by the poses a second that each counts."""


class WatchersError(Exception):
    """The viewers failed; the message is their own."""


class Watchers:
    """`with Watchers(port, link, 50) as watchers:` they are all connected, and gone again afterwards."""

    def __init__(self, port: int, link: str, count: int) -> None:
        spawning = get_context("spawn")
        self._pipe, self._theirs = spawning.Pipe()
        self._process = spawning.Process(
            target=watch, args=(self._theirs, port, link, count), name="viewers", daemon=True
        )

    def __enter__(self) -> Self:
        self._process.start()
        self._theirs.close()
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
        """How many poses each has got since it was asked last."""
        self._pipe.send(None)
        return self._answer()

    def _answer(self) -> list[int]:
        if not self._pipe.poll(_ANSWER_LIMIT_S):
            raise WatchersError(f"the viewers did not answer within {_ANSWER_LIMIT_S:g} s")
        answer: list[int] | Exception = self._pipe.recv()
        if isinstance(answer, Exception):
            raise WatchersError(str(answer)) from answer
        return answer


def watch(orders: Connection, port: int, link: str, count: int) -> None:
    """The process: reads until it is killed."""
    os.nice(LAST)
    try:
        viewers = [LoadClient(port, ViewerDialect(link)) for _ in range(count)]
        poses = [0] * count
        orders.send(poses)
        places = {viewer.socket: place for place, viewer in enumerate(viewers)}
        while True:
            for ready in wait([orders, *places]):
                if ready is orders:
                    orders.recv()
                    orders.send(poses)
                    poses = [0] * count
                else:
                    place = places[ready]  # type: ignore[index]
                    poses[place] += sum(message.name == Event.POSE for message in viewers[place].receive())
    except EOFError:
        return
    except Exception as error:
        orders.send(RuntimeError(f"{type(error).__name__}: {error}"))
