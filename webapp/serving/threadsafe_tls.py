"""A TLS connection on which one thread reads while another writes, as every WebSocket connection does.

OpenSSL's connections are for one thread at a time, and Python before 3.13.1 does not see to it: reading and writing at
once now and then ends a healthy connection with an error of the other's. Servers and clients are hit alike
(miguelgrinberg/python-engineio, issue 461).
"""

import selectors
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, Final, TypeVar

T = TypeVar("T")

# Waiting for one socket, poll needs no descriptor of its own; not every system has it.
_SELECTOR: Final[type[selectors.BaseSelector]] = getattr(selectors, "PollSelector", selectors.SelectSelector)


class TlsInTurns(ssl.SSLSocket):
    """From `begin_sharing` on, reading and writing take turns; waiting is outside of them."""

    _turn: AbstractContextManager[bool] | None = None
    _limit_s: float | None = None

    def begin_sharing(self) -> None:
        self._limit_s = self.gettimeout()
        self.setblocking(False)
        self._turn = Lock()

    def settimeout(self, value: float | None) -> None:
        if self._turn is None:
            super().settimeout(value)
        else:
            self._limit_s = value

    def gettimeout(self) -> float | None:
        return super().gettimeout() if self._turn is None else self._limit_s

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 - its name in ssl
        return self._in_turn(lambda: super(TlsInTurns, self).read(len, buffer))

    def send(self, data: Any, flags: int = 0) -> int:
        return self._in_turn(lambda: super(TlsInTurns, self).send(data, flags))

    def _in_turn(self, act: Callable[[], T]) -> T:
        if self._turn is None:
            return act()
        while True:
            try:
                with self._turn:
                    return act()
            except ssl.SSLWantReadError:
                self._wait_for(selectors.EVENT_READ)
            except ssl.SSLWantWriteError:
                self._wait_for(selectors.EVENT_WRITE)

    def _wait_for(self, event: int) -> None:
        """Raises TimeoutError, and ConnectionAbortedError where another thread has closed the connection."""
        with _SELECTOR() as selector:
            try:
                selector.register(self, event)
            except ValueError as error:
                raise ConnectionAbortedError("the connection has been closed here") from error
            if not selector.select(self._limit_s):
                raise TimeoutError("timed out")
