"""Ctrl-C and SIGTERM as something that a thread can wait for, under eventlet as well as with real threads."""

import os
import signal
import socket
from types import FrameType


class StopSignal:
    """Waits for the first signal; the second ends the process at once, without a word."""

    def __init__(self) -> None:
        self._asked = False
        self._receiver, self._sender = socket.socketpair()
        self._sender.setblocking(False)
        # The interpreter writes a byte as soon as a signal comes, even while every thread waits.
        signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def wait(self) -> None:
        while not self._asked:
            self._receiver.recv(1)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._asked:
            os._exit(128 + number)
        self._asked = True
