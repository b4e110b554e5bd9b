"""The sockets on which the server listens, and the threads that serve on them."""

import errno
import logging
import os
import socket
from threading import Thread
from typing import Final

from webapp.serving.tls import TlsContextSource
from webapp.serving.web_server import WebServer
from webapp.wsgi.middleware import WsgiApp

log = logging.getLogger("posecast.server")

_BACKLOG: Final = 128
"""Connections that wait in the system's queue until the web server accepts them."""

_UNSENT_BYTES: Final = 64 * 1024
"""Bytes that the system buffers for a connection beyond those on their way, where it lets us say so. By itself it buffers
some 2 MB: a minute of poses, which a viewer with a slow connection would all get before the newest."""

STARTED_BY_ENV: Final = "POSECAST_STARTED_BY"
"""Is "make" where `make run` has started the server: messages then name its variables in place of our options."""

_MAKE_VARIABLES: Final = {"--port": "PORT={}", "--http-port": 'LAN=1 ARGS="--http-port {}"'}

EVERYWHERE: Final = "*"
"""The host that means all of this machine's addresses, IPv6 included where the system has it."""


class ListenError(Exception):
    """The address cannot be listened on; the message says why and what to do."""


def listen(host: str, port: int, option: str = "--port") -> socket.socket:
    """Return a listening socket; "::" listens on IPv4 too. Raises ListenError.

    option: the one that the error message says to change.
    """
    if host == EVERYWHERE:
        return _listen_everywhere(port, option)
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(
            address[:2],
            family=family,
            backlog=_BACKLOG,
            dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        raise ListenError(_explanation(host, port, error, option)) from error
    # Accepted connections inherit it. Without it, Nagle's algorithm holds the second of two writes back for 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
    return listener


def _listen_everywhere(port: int, option: str) -> socket.socket:
    if socket.has_dualstack_ipv6():
        try:
            return listen("::", port, option)
        except ListenError as error:
            if not isinstance(error.__cause__, OSError) or error.__cause__.errno != errno.EADDRNOTAVAIL:
                raise  # else the system has IPv6, but turned off
    return listen("0.0.0.0", port, option)  # noqa: S104 - asked for


class ServingThread(Thread):
    """Serves on a listening socket for good. Ends the process where that fails, so that it does not seem alive."""

    def __init__(
        self,
        name: str,
        web_server: WebServer,
        listener: socket.socket,
        app: WsgiApp,
        tls: TlsContextSource | None = None,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._web_server = web_server
        self._listener = listener
        self._app = app
        self._tls = tls

    def run(self) -> None:
        try:
            self._web_server.serve(self._listener, self._app, self._tls)
        except Exception:
            log.exception("the web server failed")
        os._exit(1)


def address_to_open(host: str, port: int, scheme: str = "http") -> str:
    """Return the address to open on this machine; browsers allow the camera on localhost without https."""
    if host in ("127.0.0.1", "0.0.0.0", "::", "::1", EVERYWHERE):  # noqa: S104
        host = "localhost"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _explanation(host: str, port: int, error: OSError, option: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken by another program, perhaps another Posecast; "
            f"stop that one, or choose another port: {_start_command(option, port + 1)}"
        )
    if error.errno == errno.EACCES:
        return f"this user may not listen on port {port}; choose one from 1024 up: {_start_command(option, 8000)}"
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"this machine has no address {host!r}; use --host 127.0.0.1 for this machine only, --host 0.0.0.0 for all its addresses"
    return f"cannot listen on {host} port {port}: {error.strerror or error}"


def _start_command(option: str, port: int) -> str:
    """Return the command that starts the server with another port, as it was started now: with make, or without."""
    if os.environ.get(STARTED_BY_ENV) == "make":
        return f"make run {_MAKE_VARIABLES[option].format(port)}"
    return f"posecast serve {option} {port}"
