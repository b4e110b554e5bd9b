"""The first moments of a connection that may be TLS, the same in both async modes.

They pass in the connection's own thread: one that never says a word must not keep others waiting.
"""

import socket
import ssl
from typing import Final, Protocol

GREETING_LIMIT_S: Final = 10.0
"""Seconds that a client has for the handshake. A phone on bad Wi-Fi needs two."""

_HANDSHAKE: Final = b"\x16"
"""The first byte of TLS. That of HTTP is a letter."""


class Tls(Protocol):
    @property
    def context(self) -> ssl.SSLContext:
        """For the next connection; may be another one every time."""


def speaks_tls(connection: socket.socket) -> bool:
    """Wait for a client's first byte, and leave it where it is. Raises OSError for one that left or says nothing."""
    first = connection.recv(1, socket.MSG_PEEK)
    if not first:
        raise ConnectionAbortedError("the client left without a word")
    return first == _HANDSHAKE
