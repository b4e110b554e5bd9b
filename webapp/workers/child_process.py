"""Starts and ends a child process of the server: a module of webapp, and the channel to it."""

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from threading import Thread
from typing import Final, Generic

import psutil
from msgspec.msgpack import Decoder

from webapp.paths import module_command, module_environment
from webapp.workers.channel import Received, WorkerChannel

ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Environment variables of a child: there is a worker for each core already, and more threads would compete with them."""

_FAULTS: Final = frozenset((signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV))
"""Signals by which the system ends a process for what it computed. Others come from outside."""

_STDERR: Final = 2
_EXIT_WAIT_S: Final = 1.0
"""Seconds to wait for the exit code of a child that closed its channel; beyond this it still runs."""


class ChildStartError(Exception):
    """The child could not be started; the message says why."""


class ChildProcess(Generic[Received]):
    """A running child process and the channel to it. Starts on construction, which raises ChildStartError."""

    def __init__(self, module: str, decoder: Decoder[Received], arguments: Sequence[str] = ()) -> None:
        """Start `python -m module --socket FD arguments…`; the child's end of the channel is FD.

        decoder: of the messages that the child sends.
        """
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            raise ChildStartError(f"no channel to it can be opened ({error.strerror})") from error
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
        """Kill the process, wait until it has ended, and close the channel."""
        self._process.kill()
        self._process.wait()
        self.channel.close()

    def exit_reason(self) -> str:
        """Return why a child closed its channel, in words that follow "it"."""
        try:
            status = self._process.wait(timeout=_EXIT_WAIT_S)
        except subprocess.TimeoutExpired:
            return "closed its channel"
        if status < 0:
            return f"was ended by {signal.Signals(-status).name}"
        return f"ended with exit code {status}"

    def has_crashed(self) -> bool:
        """Return whether a child that has ended did so by a fault in what it computed."""
        status = self._process.poll()
        return status is not None and (status > 0 or -status in _FAULTS)

    def cpu_s(self) -> float:
        """Return the processor time that the child has used, in seconds."""
        return cpu_seconds(self.pid)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, in seconds; of one that has ended, the time of a clock."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return time.monotonic()
    return float(times.user + times.system)


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process; 0 for one that has ended."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def end_with_parent(connection: socket.socket) -> None:
    """In a child: end this process when the parent closes its end of the channel, even while a frame hangs."""
    Thread(target=_exit_on_hang_up, args=(connection.fileno(),), daemon=True).start()


def _exit_on_hang_up(socket_number: int) -> None:
    hang_up = select.poll()
    hang_up.register(socket_number, 0)  # POLLHUP and POLLERR are always reported
    hang_up.poll()
    os._exit(0)


def _start(module: str, socket_number: int, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*module_command(module), "--socket", str(socket_number), *arguments],
        pass_fds=[socket_number],
        stdin=subprocess.DEVNULL,
        stdout=_STDERR,  # what libraries print goes to the log
        env={**module_environment(), **ONE_THREAD},
        start_new_session=True,  # a Ctrl-C in the terminal is for the server alone
    )
