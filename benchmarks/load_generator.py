"""Runs many clients in a child process, on command of the benchmark.

The process takes real-time priority if it may, since it stands in for other machines.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Final, Self

from benchmarks.client_codecs import CODECS
from benchmarks.load import Load, LoadResult
from benchmarks.load_client import LoadClient
from benchmarks.load_loop import DRAIN_LIMIT_S, LoadLoop

START_LIMIT_S: Final = 60.0
CONNECT_LIMIT_S: Final = 120.0
PRIORITY: Final = 1  # the lowest real-time priority, before every ordinary process


class GeneratorError(Exception):
    """The load generator failed; the message is the child process's."""


class LoadGenerator:
    """The child process, started by `with LoadGenerator(port, "posecast", jpegs) as load:`, without clients at first."""

    def __init__(self, port: int, codec: str, jpegs: tuple[bytes, ...]) -> None:
        self.port = port
        spawning = get_context("spawn")
        self._pipe, self._child_end = spawning.Pipe()
        self._process = spawning.Process(
            target=generate, args=(self._child_end, port, codec, jpegs), name="load", daemon=True
        )

    def __enter__(self) -> Self:
        self._process.start()
        self._child_end.close()
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
        """Connect more clients, up to that many in all; return their links for viewers."""
        links: list[str] = self._ask(clients, CONNECT_LIMIT_S)
        return links

    def run(self, load: Load) -> LoadResult:
        """Let the first `load.clients` clients send, and wait for the result."""
        self.begin(load)
        return self.result(load)

    def begin(self, load: Load) -> None:
        """Start a load without waiting."""
        with _explain_end():
            self._pipe.send(load)

    def result(self, load: Load) -> LoadResult:
        """Wait for the result of a load that was begun."""
        result: LoadResult = self._answer(load.warm_up_s + load.seconds + 2 * DRAIN_LIMIT_S)
        return result

    def _ask(self, command: int | None, within_s: float) -> Any:
        with _explain_end():
            self._pipe.send(command)
        return self._answer(within_s)

    def _answer(self, within_s: float) -> Any:
        with _explain_end():
            if not self._pipe.poll(within_s):
                raise GeneratorError(f"the load generator did not answer within {within_s:g} s")
            answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise GeneratorError(str(answer)) from answer
        return answer


@contextmanager
def _explain_end() -> Iterator[None]:
    """Convert errors of the pipe to GeneratorError."""
    try:
        yield
    except (EOFError, ConnectionError) as error:
        raise GeneratorError("the load generator's process has ended; its output is above") from error


def generate(commands: Connection, port: int, codec: str, jpegs: tuple[bytes, ...]) -> None:
    """Run in the child process: execute commands, and answer pings between them, until killed."""
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
    clients = LoadClients(port, codec, jpegs)
    while True:
        try:
            clients.wait_for(commands)
            commands.send(clients.execute(commands.recv()))
        except EOFError:
            return
        except Exception as error:
            commands.send(RuntimeError(f"{type(error).__name__}: {error}"))


class LoadClients:
    """The clients of the child process."""

    def __init__(self, port: int, codec: str, jpegs: tuple[bytes, ...]) -> None:
        self._port = port
        self._codec = codec
        prepare = CODECS[codec]().prepare
        self._frames = [prepare(jpeg) for jpeg in jpegs]
        self._clients: list[LoadClient] = []

    def wait_for(self, commands: Connection) -> None:
        """Answer the server's pings until there is a command."""
        while commands not in (ready := wait([commands, *(client.socket for client in self._clients)])):
            for client in self._clients:
                if client.socket in ready:
                    client.receive()

    def execute(self, command: Load | int | None) -> LoadResult | list[str] | None:
        if isinstance(command, Load):
            return LoadLoop(self._clients[: command.clients], self._frames, command).run()
        if isinstance(command, int):
            self._connect(command)
            return [client.watch_link for client in self._clients]
        return None

    def _connect(self, clients: int) -> None:
        while len(self._clients) < clients:
            self._clients.append(LoadClient(self._port, CODECS[self._codec]()))
