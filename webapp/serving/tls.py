"""TLS of the web servers, and of every connection that one thread reads while another writes.

A handshake is done in the connection's own thread: a client that sends nothing must not keep others waiting
(docs/decisions/0009).

OpenSSL's connections are for one thread at a time, and Python before 3.13.1 does not see to it: reading and writing at
once now and then ends a healthy connection with an error of the other's. Servers and clients are hit alike
(miguelgrinberg/python-engineio, issue 461).
"""

import selectors
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, Final, Protocol, TypeVar

T = TypeVar("T")

HANDSHAKE_LIMIT_S: Final = 10.0
"""Seconds that a client has for the handshake. A phone on bad Wi-Fi needs two."""

_HANDSHAKE_RECORD: Final = b"\x16"
"""The first byte of TLS (RFC 8446, 5.1). That of HTTP is a letter."""

# To wait for one socket, poll needs no file of its own; not every system has it.
_SELECTOR: Final[type[selectors.BaseSelector]] = getattr(selectors, "PollSelector", selectors.SelectSelector)


class TlsContextSource(Protocol):
    @property
    def context(self) -> ssl.SSLContext:
        """For the next connection; may be another one every time."""


def speaks_tls(connection: socket.socket) -> bool:
    """Wait for a client's first byte, without reading it, and return whether it begins a handshake.

    Raises OSError where the client leaves or sends nothing in time.
    """
    first = connection.recv(1, socket.MSG_PEEK)
    if not first:
        raise ConnectionAbortedError("the client left before it sent anything")
    return first == _HANDSHAKE_RECORD


def accept_tls(connection: socket.socket, context: ssl.SSLContext) -> "ThreadsafeTlsSocket":
    """Do the server's side of the handshake. Raises OSError, and closes the connection then."""
    context.sslsocket_class = ThreadsafeTlsSocket
    connection.settimeout(HANDSHAKE_LIMIT_S)  # of all of it: OpenSSL's sockets have one for each operation
    with connection:  # its file belongs to the new socket from here on, or is closed
        tls_socket = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
    assert isinstance(tls_socket, ThreadsafeTlsSocket)
    try:
        tls_socket.do_handshake()
    except BaseException:
        tls_socket.close()
        raise
    tls_socket.begin_sharing()
    return tls_socket


class ThreadsafeTlsSocket(ssl.SSLSocket):
    """From `begin_sharing` on, one thread at a time reads or writes; they wait for the network outside of that."""

    _lock: AbstractContextManager[bool] | None = None
    _limit_s: float | None = None

    def begin_sharing(self) -> None:
        """Allow several threads. Call it after the handshake."""
        self._limit_s = self.gettimeout()
        self.setblocking(False)
        self._lock = Lock()

    def settimeout(self, value: float | None) -> None:
        if self._lock is None:
            super().settimeout(value)
        else:
            self._limit_s = value

    def gettimeout(self) -> float | None:
        return super().gettimeout() if self._lock is None else self._limit_s

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 - its name in ssl
        return self._retry_until_done(lambda: super(ThreadsafeTlsSocket, self).read(len, buffer))

    def send(self, data: Any, flags: int = 0) -> int:
        return self._retry_until_done(lambda: super(ThreadsafeTlsSocket, self).send(data, flags))

    def _retry_until_done(self, operation: Callable[[], T]) -> T:
        if self._lock is None:
            return operation()
        # One limit for all of it: a record that trickles in would have one for each of its bytes.
        until_s = None if self._limit_s is None else time.monotonic() + self._limit_s
        while True:
            try:
                with self._lock:
                    return operation()
            except ssl.SSLWantReadError:
                self._wait_for(selectors.EVENT_READ, until_s)
            except ssl.SSLWantWriteError:
                self._wait_for(selectors.EVENT_WRITE, until_s)

    def _wait_for(self, event: int, until_s: float | None) -> None:
        """Raises TimeoutError, and ConnectionAbortedError where another thread has closed the connection."""
        with _SELECTOR() as selector:
            try:
                selector.register(self, event)
            except ValueError as error:
                raise ConnectionAbortedError("the connection has been closed here") from error
            left_s = None if until_s is None else max(0.0, until_s - time.monotonic())
            if not selector.select(left_s):
                raise TimeoutError("timed out")
