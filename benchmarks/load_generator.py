"""Many clients in a process of their own, told by the benchmark what to do.

It asks the system to run it before anything else, since it stands in for other machines; where that is not permitted,
it goes on without.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Final, Self

from benchmarks.dialects import DIALECTS
from benchmarks.load import Load, LoadResult
from benchmarks.load_client import LoadClient
from benchmarks.load_loop import DRAIN_LIMIT_S, LoadLoop

START_LIMIT_S: Final = 60.0
CONNECT_LIMIT_S: Final = 120.0
PRIORITY: Final = 1  # the lowest real-time one: before every ordinary process


class GeneratorError(Exception):
    """The load generator failed; the message is its own."""


class LoadGenerator:
    """`with LoadGenerator(port, "posecast", jpegs) as load:` has no client yet."""

    def __init__(self, port: int, dialect: str, jpegs: tuple[bytes, ...]) -> None:
        self.port = port
        spawning = get_context("spawn")
        self._pipe, self._theirs = spawning.Pipe()
        self._process = spawning.Process(
            target=generate, args=(self._theirs, port, dialect, jpegs), name="load", daemon=True
        )

    def __enter__(self) -> Self:
        self._process.start()
        self._theirs.close()
        self._ask(None, START_LIMIT_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()

    def connect(self, clients: int) -> list[str]:
        """Have that many clients connected in all; gives their links for viewers."""
        links: list[str] = self._ask(clients, CONNECT_LIMIT_S)
        return links

    def run(self, load: Load) -> LoadResult:
        """Have the first `load.clients` clients send, and wait until they have."""
        self.begin(load)
        return self.result(load)

    def begin(self, load: Load) -> None:
        with _ended_in_words():
            self._pipe.send(load)

    def result(self, load: Load) -> LoadResult:
        """Wait for the end of a load that was begun."""
        result: LoadResult = self._answer(load.warm_up_s + load.seconds + 2 * DRAIN_LIMIT_S)
        return result

    def _ask(self, order: int | None, within_s: float) -> Any:
        with _ended_in_words():
            self._pipe.send(order)
        return self._answer(within_s)

    def _answer(self, within_s: float) -> Any:
        with _ended_in_words():
            if not self._pipe.poll(within_s):
                raise GeneratorError(f"the load generator did not answer within {within_s:g} s")
            answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise GeneratorError(str(answer)) from answer
        return answer


@contextmanager
def _ended_in_words() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError) as error:
        raise GeneratorError("the load generator's process has ended; what it said is above") from error


def generate(orders: Connection, port: int, dialect: str, jpegs: tuple[bytes, ...]) -> None:
    """The process: does what it is told, and answers pings meanwhile, until it is killed."""
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
    swarm = Swarm(port, dialect, jpegs)
    while True:
        try:
            swarm.wait_for(orders)
            orders.send(swarm.obey(orders.recv()))
        except EOFError:
            return
        except Exception as error:
            orders.send(RuntimeError(f"{type(error).__name__}: {error}"))


class Swarm:
    def __init__(self, port: int, dialect: str, jpegs: tuple[bytes, ...]) -> None:
        self._port = port
        self._dialect = dialect
        prepare = DIALECTS[dialect]().prepared
        self._frames = [prepare(jpeg) for jpeg in jpegs]
        self._clients: list[LoadClient] = []

    def wait_for(self, orders: Connection) -> None:
        """Answer the servers' pings until there is an order."""
        while orders not in (ready := wait([orders, *(client.socket for client in self._clients)])):
            for client in self._clients:
                if client.socket in ready:
                    client.receive()

    def obey(self, order: Load | int | None) -> LoadResult | list[str] | None:
        if isinstance(order, Load):
            return LoadLoop(self._clients[: order.clients], self._frames, order).run()
        if isinstance(order, int):
            self._connect(order)
            return [client.watch_link for client in self._clients]
        return None

    def _connect(self, clients: int) -> None:
        while len(self._clients) < clients:
            self._clients.append(LoadClient(self._port, DIALECTS[self._dialect]()))
