"""The entry to this folder: `prepare_web_server` makes ready the web server of an async mode, with all its patches.

What is patched, in the order in which it is installed. "No release" in the last column: the newest release that
Posecast is tested with (requirements.lock) still needs it. The tests in tests/serving show each fault.

eventlet 0.41

| where                | what is patched                     | why                                       | needed until          |
| -------------------- | ----------------------------------- | ----------------------------------------- | --------------------- |
| eventlet_hub.py      | the hub waits for workers' replies  | frames that cannot begin yet interrupt a  | ours for good         |
|                      | while all workers are busy          | worker when they are read                 |                       |
| here                 | the standard library (monkey_patch) | calls that block let other clients run    | how eventlet works    |
| eventlet_websocket   | unmasking uses NumPy                | Python's loop takes 8 ms for 30 KB        | no release; a release |
|                      |                                     |                                           | with another method   |
|                      |                                     |                                           | is refused at start   |
| eventlet_websocket   | messages sent together are one write| a system call and a wake-up each          | ours for good         |
| eventlet_websocket   | a socket is read ahead              | four system calls a frame                 | no release            |
| eventlet_body.py     | a refused body has limits           | it is read for as long as a client sends, | no release            |
|                      |                                     | and other clients wait meanwhile          |                       |
| eventlet_server.py   | `accept` tries again                | after one failure the server never        | no release            |
|                      |                                     | accepts again, but looks healthy          |                       |
| eventlet_server.py   | the handshake of TLS is done in the | a silent client keeps all others from     | no release            |
|                      | connection's own green thread       | connecting                                |                       |

threading: Werkzeug 3.1, simple-websocket 1.1, python-engineio 4.15

| where                | what is patched                     | why                                       | needed until          |
| -------------------- | ----------------------------------- | ----------------------------------------- | --------------------- |
| threading_websocket  | messages have a size limit, and the | they are taken in however long they are;  | no release            |
|                      | reader looks up every second        | with a limit the reader may wait forever  |                       |
| threading_websocket  | `send` sends the whole message      | `socket.send` may send only a part        | no release            |
| threading_server.py  | connections have a number limit     | each takes a thread                       | ours for good         |
| threading_server.py  | a body after the response has limits| Werkzeug reads up to 10 GB of it          | no release            |
| threading_server.py  | the handshake of TLS is done in the | a silent client keeps all others from     | no release            |
|                      | connection's own thread             | connecting                                |                       |
| websocket_budget.py  | in both modes: a connection's       | a flood takes all others' time            | ours for good         |
|                      | messages have a budget              |                                           |                       |
| tls.py               | two threads share a TLS connection  | OpenSSL's connections are for one thread  | Python 3.13.1         |

both: Python's http.server 3.11

| where                | what is patched                     | why                                       | needed until          |
| -------------------- | ----------------------------------- | ----------------------------------------- | --------------------- |
| request_header.py    | a header is checked before it is    | two lengths, a bare CR, a line without a  | no release            |
|                      | parsed                              | colon are taken, each in a way of its own |                       |
| chunked_body.py      | chunks are read strictly, their     | +3 and 0x3 are lengths; in eventlet a     | no release            |
|                      | lines and trailers have limits      | line without end fills the memory         |                       |
| timed_connection.py  | a header and a body have limits of  | each read has one: a byte a minute keeps  | no release            |
|                      | time                                | a connection for good                     |                       |
| address_limit.py     | connections of an address have a    | one client leaves none to the others      | ours for good         |
|                      | number limit                        |                                           |                       |
"""

import socket
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from webapp.serving.connection_limits import EVENTLET_LIMITS, THREADING_LIMITS, ConnectionLimits
from webapp.serving.open_files import allow_open_files
from webapp.serving.worker_sockets import worker_sockets
from webapp.settings import AsyncMode
from webapp.wsgi.middleware import WsgiApp

if TYPE_CHECKING:  # imports what monkey_patch replaces
    from webapp.serving.tls import TlsContextSource


class WebServer(Protocol):
    def serve(self, listener: socket.socket, app: WsgiApp, tls: "TlsContextSource | None" = None) -> None:
        """Serve HTTP and WebSocket on a listening socket, for good. tls: given where connections should be TLS."""


class WebServerError(Exception):
    """A library is not one that the patches fit; the message says which and what to do."""


def prepare_web_server(async_mode: AsyncMode, is_behind_proxy: bool = False) -> WebServer:
    """Patch this mode's libraries and return its server. Raises WebServerError.

    Call it once in a process, before anything else makes a socket or a thread: under eventlet it replaces those of the
    standard library. is_behind_proxy: all clients have the proxy's address.
    """
    limits = EVENTLET_LIMITS if async_mode == "eventlet" else THREADING_LIMITS
    if is_behind_proxy:
        limits = replace(limits, connections_an_address=None)
    return prepare_limited_web_server(async_mode, limits)


def prepare_limited_web_server(async_mode: AsyncMode, limits: ConnectionLimits) -> WebServer:
    """Do as `prepare_web_server` does, with other limits than usual."""
    allow_open_files(limits.connections)
    return _prepare_eventlet(limits) if async_mode == "eventlet" else _prepare_threading(limits)


def _prepare_eventlet(limits: ConnectionLimits) -> WebServer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # eventlet warns at every start that it is retired
        import eventlet
    from webapp.serving.eventlet_hub import use_replies_first_hub

    use_replies_first_hub(worker_sockets)  # before anything waits in another hub
    eventlet.monkey_patch()
    # Only now, since these import what monkey_patch replaces.
    from webapp.serving import eventlet_websocket
    from webapp.serving.eventlet_server import EventletServer

    try:
        eventlet_websocket.use_fast_unmasking()
    except eventlet_websocket.UnmaskingError as error:
        raise WebServerError(str(error)) from error
    eventlet_websocket.accept_joined_messages()
    return EventletServer(limits)


def _prepare_threading(limits: ConnectionLimits) -> WebServer:
    from webapp.serving import threading_websocket
    from webapp.serving.threading_server import ThreadingServer

    threading_websocket.use_limited_websocket()
    return ThreadingServer(limits)
