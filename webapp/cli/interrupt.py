"""Ends a command in the same way after Ctrl-C, SIGTERM and a terminal that is closed: incomplete results are removed."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

HANG_UP: Final = getattr(signal, "SIGHUP", None)
"""The signal of a terminal that is closed; Windows has none."""


class Interruption:
    """Whether the command was asked to end, and whether that raises KeyboardInterrupt at once."""

    def __init__(self) -> None:
        self._was_requested = False
        self._is_deferred = False

    def request(self, _number: int, _frame: FrameType | None) -> None:
        """Handle a signal. Raises KeyboardInterrupt, unless it is the first one inside `deferred`."""
        is_first, self._was_requested = not self._was_requested, True
        if not (self._is_deferred and is_first):
            raise KeyboardInterrupt

    def check(self) -> None:
        """Raise KeyboardInterrupt if the command was asked to end."""
        if self._was_requested:
            raise KeyboardInterrupt

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Raise KeyboardInterrupt only in `check`, and at the end of `with`.

        For work with FFmpeg: if a signal comes while FFmpeg reads a file through Python, PyAV prints the exception, drops
        it and goes on.
        """
        self._is_deferred = True
        try:
            yield
        finally:
            self._is_deferred = False
        self.check()


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Make SIGINT, SIGTERM and SIGHUP raise KeyboardInterrupt on the main thread inside `with`."""
    interruption = Interruption()
    before = {signal.SIGTERM: signal.signal(signal.SIGTERM, interruption.request)}
    # A shell starts background commands with SIGINT ignored, and that must stay so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        before[signal.SIGINT] = signal.signal(signal.SIGINT, interruption.request)
    # nohup starts a command with SIGHUP ignored, and that must stay so.
    if HANG_UP is not None and signal.getsignal(HANG_UP) == signal.SIG_DFL:
        before[HANG_UP] = signal.signal(HANG_UP, interruption.request)
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
