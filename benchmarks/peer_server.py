"""Runs a server of benchmarks/peers in a child process."""

import socket
import subprocess
import sys
import tempfile
import time
from types import TracebackType
from typing import Final, Self

from tests.support.running_server import ROOT

START_LIMIT_S: Final = 60.0
STOP_LIMIT_S: Final = 5.0
_TRY_EVERY_S: Final = 0.02


class PeerServer:
    """The server; `with PeerServer("stock_app", "--model", "full") as peer:` listens on `peer.port`."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._module = module
        self._arguments = arguments
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self.port = free_port()

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", f"benchmarks.peers.{self._module}", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, *self._arguments], stdout=self._output, stderr=subprocess.STDOUT, cwd=ROOT
        )
        try:
            self._wait_until_it_listens()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._output.close()

    def _wait_until_it_listens(self) -> None:
        deadline_s = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline_s:
            if self.process.poll() is not None:
                self._output.seek(0)
                raise RuntimeError(f"{self._module} ended:\n{self._output.read().decode(errors='replace')}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(_TRY_EVERY_S)
            else:
                return
        raise TimeoutError(f"{self._module} did not listen within {START_LIMIT_S:g} s")

    def _end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    """Return a free port. The peers listen as their documentation shows, which does not report the port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
