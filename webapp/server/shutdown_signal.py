"""Ctrl-C, SIGTERM and a terminal that is closed as something that a thread can wait for, under eventlet as well as with real threads."""

import os
import signal
import socket
from types import FrameType


class ShutdownSignal:
    """While the server starts, a signal ends the process at once. While it serves, `wait` returns at the first signal.

    The second one then ends the process at once, without a message.
    """

    def __init__(self) -> None:
        self._serving = False
        self._received = False
        self._receiver, self._sender = socket.socketpair()
        self._sender.setblocking(False)
        # The interpreter writes a byte as soon as a signal comes, even while every thread waits.
        signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        # nohup starts a server with SIGHUP ignored, and that must stay so. Windows has no SIGHUP.
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
            signal.signal(signal.SIGHUP, self._on_signal)

    def begin_serving(self) -> None:
        """Have the first signal end `wait`, not the process: there are clients now that must be told."""
        self._serving = True

    def wait(self) -> None:
        while not self._received:
            self._receiver.recv(1)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._received or not self._serving:
            os._exit(128 + number)
        self._received = True
