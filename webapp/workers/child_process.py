"""Starts a process of the server's own: a module of webapp, run with exec, and the socket by which it is spoken to."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Final

from webapp.paths import IMPORT_ROOT


def end_with_parent(connection: socket.socket) -> None:
    """End this process when the other end of the socket closes, even while a frame hangs."""
    Thread(target=_wait_for_the_end, args=(connection.fileno(),), daemon=True).start()


def _wait_for_the_end(socket_fd: int) -> None:
    hung_up = select.poll()
    hung_up.register(socket_fd, 0)  # POLLHUP and POLLERR are always reported
    hung_up.poll()
    os._exit(0)


_STDERR: Final = 2
_USER_TICKS, _SYSTEM_TICKS = 11, 12  # places in /proc/PID/stat behind the program's name, proc(5)
ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""There is a worker for every core already; more threads would only take turns."""


def start_module(module: str, socket_fd: int, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start `python -m module --socket FD arguments…`. Raises OSError."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, "--socket", str(socket_fd), *arguments],
        pass_fds=[socket_fd],
        stdin=subprocess.DEVNULL,
        stdout=_STDERR,  # whatever a library prints belongs into the log
        env=_environment(),
        start_new_session=True,  # a Ctrl-C in the terminal is for the server alone
    )


def how_it_ended(process: "subprocess.Popen[bytes]") -> str:
    """What became of a process whose connection is gone, to be put after "it"."""
    try:
        status = process.wait(timeout=1.0)
    except subprocess.TimeoutExpired:
        return "closed its connection"
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with exit code {status}"


def worked_s(pid: int) -> float:
    """CPU seconds of a process so far; on a system that does not say, a clock's."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])) / os.sysconf("SC_CLK_TCK")


def _environment() -> dict[str, str]:
    """The environment of the web process, with the place that webapp was imported from in the module path.

    -P keeps the current folder out of the path: a stray numpy.py there must not end up in a worker.
    """
    here = str(IMPORT_ROOT)
    path = os.pathsep.join(part for part in (here, os.environ.get("PYTHONPATH")) if part)
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": path}
