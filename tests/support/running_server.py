"""A real `posecast serve` process on a free port, for tests of the server, the page and the speed."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from webapp.paths import module_environment

ROOT: Final = Path(__file__).parents[2]
FAKE_ENGINE: Final = ("--engine-factory", "tests.support.fake_engine:FakeEngine")
START_LIMIT_S: Final = 60.0
STOP_LIMIT_S: Final = 10.0

_READY: Final = re.compile(r"^Posecast is ready: (https?://\S+)", re.MULTILINE)


class RunningServer:
    """`with RunningServer("--workers", "2") as server:` starts `posecast serve` with these arguments.

    Inside, `server.url` is its address, `server.process` the process, `server.log` all that it printed so far.
    At the end it is stopped with SIGTERM if it still runs, and killed if it does not stop.
    """

    def __init__(self, *arguments: str, program: Path | None = None, module: str = "webapp") -> None:
        """program: an installed `posecast` to run instead of the checkout's. module: what to run of the checkout."""
        self._arguments = arguments
        self._program = program
        self._module = module
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self.url = ""

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            self._command(),
            stdout=self._output,
            stderr=subprocess.STDOUT,
            cwd=self._program.parent if self._program else ROOT,
            env=os.environ if self._program else module_environment(),
        )
        try:
            self.url = self._wait_until_ready()
        except BaseException:
            self._end()
            self._output.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._output.close()

    @property
    def log(self) -> str:
        size = os.fstat(self._output.fileno()).st_size
        return os.pread(self._output.fileno(), size, 0).decode(errors="replace")

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_LIMIT_S)

    def _command(self) -> list[str]:
        posecast = [str(self._program)] if self._program else [sys.executable, "-m", self._module]
        return [*posecast, "serve", "--port", "0", "--no-browser", *self._arguments]

    def _wait_until_ready(self) -> str:
        deadline_s = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline_s:
            found = _READY.search(self.log)
            if found:
                return found[1]
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with code {self.process.returncode}:\n{self.log}")
            time.sleep(0.02)
        raise TimeoutError(f"the server was not ready after {START_LIMIT_S:g} s:\n{self.log}")

    def _end(self) -> None:
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
