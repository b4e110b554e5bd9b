"""A child process of the server: a module of webapp, started with exec, and the channel to it."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from threading import Thread
from typing import Final, Generic

import psutil
from msgspec.msgpack import Decoder

from webapp.paths import IMPORT_ROOT
from webapp.workers.channel import Received, WorkerChannel

ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Environment of a child: there is a worker for every core already, and more threads would only compete with them."""

_STDERR: Final = 2
_EXIT_WAIT_S: Final = 1.0
"""Seconds in which a child whose connection is closed has ended, or it has closed the connection only."""


class ChildStartError(Exception):
    """The child could not be started; the message says why."""


class ChildProcess(Generic[Received]):
    """Started on construction, which raises ChildStartError."""

    def __init__(self, module: str, decoder: Decoder[Received], arguments: Sequence[str] = ()) -> None:
        """Start `python -m module --socket FD arguments…`; the child's end of the channel is FD.

        decoder: of the messages that the child sends.
        """
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            raise ChildStartError(f"no connection to it can be made ({error.strerror})") from error
        with theirs:
            try:
                self._process = _start(module, theirs.fileno(), arguments)
            except OSError as error:
                ours.close()
                raise ChildStartError(f"the system starts no more processes ({error.strerror})") from error
        self.channel = WorkerChannel(ours, decoder)
        self.socket_number = ours.fileno()

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """Send SIGKILL and do not wait. For any thread."""
        self._process.kill()

    def end(self) -> None:
        """End the process for certain, and close the channel."""
        self._process.kill()
        self._process.wait()
        self.channel.close()

    def how_it_ended(self) -> str:
        """Say what became of a child whose connection is closed, to be put after "it"."""
        try:
            status = self._process.wait(timeout=_EXIT_WAIT_S)
        except subprocess.TimeoutExpired:
            return "closed its connection"
        if status < 0:
            return f"was ended by {signal.Signals(-status).name}"
        return f"ended with exit code {status}"

    def cpu_s(self) -> float:
        """Return the CPU seconds that the child has used so far."""
        return cpu_seconds(self.pid)


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that a process has used so far; of one that is gone, a clock's."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return time.monotonic()
    return float(times.user + times.system)


def resident_bytes(pid: int) -> int:
    """Return the memory that a process occupies; 0 of one that is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def end_with_parent(connection: socket.socket) -> None:
    """In the child: end this process when the parent's end of the channel closes, even while a frame hangs."""
    Thread(target=_exit_on_hang_up, args=(connection.fileno(),), daemon=True).start()


def _exit_on_hang_up(socket_number: int) -> None:
    hang_up = select.poll()
    hang_up.register(socket_number, 0)  # POLLHUP and POLLERR are always reported
    hang_up.poll()
    os._exit(0)


def _start(module: str, socket_number: int, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        # -P keeps the current folder out of the module path: a stray numpy.py there must not end up in a child.
        [sys.executable, "-P", "-m", module, "--socket", str(socket_number), *arguments],
        pass_fds=[socket_number],
        stdin=subprocess.DEVNULL,
        stdout=_STDERR,  # whatever a library prints belongs into the log
        env=_environment(),
        start_new_session=True,  # a Ctrl-C in the terminal is for the server alone
    )


def _environment() -> dict[str, str]:
    """Return the environment of the web process, with the folder that webapp was imported from in the module path."""
    path = os.pathsep.join(part for part in (str(IMPORT_ROOT), os.environ.get("PYTHONPATH")) if part)
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": path}
