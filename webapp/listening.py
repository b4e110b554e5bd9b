"""The socket on which the server listens."""

import errno
import socket
from typing import Final

_WAITING_CONNECTIONS: Final = 128


class ListenError(Exception):
    """The address cannot be listened on; the message says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; "::" listens on IPv4 too. Raises ListenError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(
            address[:2],
            family=family,
            backlog=_WAITING_CONNECTIONS,
            dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        raise ListenError(_explanation(host, port, error)) from error
    # Accepted connections inherit it. Without it, Nagle's algorithm holds the second of two writes back for 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address_to_open(host: str, port: int) -> str:
    """The address that a person opens on this machine; browsers allow the camera on localhost without https."""
    if host in ("127.0.0.1", "0.0.0.0", "::", "::1"):  # noqa: S104
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _explanation(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken by another program, perhaps another Posecast; "
            f"stop that one, or choose another port: posecast serve --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        return f"this user may not listen on port {port}; choose one from 1024 up, such as --port 8000"
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"this machine has no address {host!r}; use --host 127.0.0.1 for this machine alone, --host 0.0.0.0 for all"
    return f"cannot listen on {host} port {port}: {error.strerror or error}"
