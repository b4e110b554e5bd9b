"""The server's side of a TLS connection that a thread reads while another writes: tls_turns.py says why."""

import socket
import ssl
from typing import Self

from webapp.serving.threadsafe_tls import TlsInTurns
from webapp.serving.tls_handshake import GREETING_LIMIT_S


class SharedTlsSocket(TlsInTurns):
    """Made by `greet`."""

    @classmethod
    def greet(cls, connection: socket.socket, context: ssl.SSLContext) -> Self:
        """The server's side of the handshake. Raises OSError, and then the connection is closed."""
        context.sslsocket_class = cls
        connection.settimeout(GREETING_LIMIT_S)
        with connection:  # from here on it is the new one's, or nobody's
            shared = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        assert isinstance(shared, cls)
        try:
            shared.do_handshake()
        except BaseException:
            shared.close()
            raise
        shared.begin_sharing()
        return shared
