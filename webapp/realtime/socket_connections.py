"""The connections below Socket.IO: what is sent on them, how full they are, and how they are closed."""

import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

import socketio
from engineio import packet as connection_packet
from engineio.exceptions import SocketIsClosedError
from socketio import packet

from webapp.camera.answers import Client
from webapp.protocol.socketio_packet import EncodedEvent, ForgivingPacket, JoinedMessages
from webapp.protocol.wire import Message
from webapp.rooms.member_queue import MemberConnection, MemberQueue

log = logging.getLogger("posecast.clients")

_LAST_WRITE_LIMIT_S: Final = 2.0
"""Seconds that a client has to fetch the reason why its connection is closed."""

_LAST_WRITE_CHECK_S: Final = 0.05

_CONNECT_LIMIT_S: Final = 10.0
"""Seconds from a connection's opening within which its client must have sent its Socket.IO CONNECT; nothing else ends
a connection that answers pings and sends nothing."""

POLLED_SEPARATOR: Final = "\x1e"
"""Stands between the messages of one answer over HTTP polling (Engine.IO protocol, version 4)."""


class _RequestedWrite(connection_packet.Packet):  # type: ignore[misc]
    """Stands in a connection's queue for whatever the member's queue has to send when it is written."""

    def __init__(self, queue: MemberQueue, connection: MemberConnection) -> None:
        super().__init__(connection_packet.MESSAGE, b"")
        self._queue = queue
        self._connection = connection

    def encode(self, b64: bool = False) -> bytes | str:
        """Called once, by the connection's writer, just before it writes."""
        event = self._queue.take(self._connection, time.monotonic())
        if event is None:
            return str(connection_packet.NOOP)
        return event.base64 if b64 else event.binary


class _JoinedEvents(connection_packet.Packet):  # type: ignore[misc]
    """Several events, sent in one write where the transport can."""

    def __init__(self, events: list[EncodedEvent]) -> None:
        super().__init__(connection_packet.MESSAGE, b"")
        self._events = events

    def encode(self, b64: bool = False) -> JoinedMessages | str:
        if b64:
            return POLLED_SEPARATOR.join(event.base64 for event in self._events)
        return JoinedMessages(event.binary for event in self._events)


class SocketConnection(Client, MemberConnection):
    """One client's connection. What is sent on one that is closed, or just closing, gets lost."""

    def __init__(self, engine_socket: Any) -> None:
        """engine_socket: the Engine.IO socket; None where it is gone already."""
        self._socket = engine_socket

    def send(self, messages: Iterable[Message]) -> None:
        events = [EncodedEvent(str(event), payload) for event, payload in messages]
        self._put(_JoinedEvents(events))

    def request_write(self, queue: MemberQueue) -> None:
        self._put(_RequestedWrite(queue, self))

    def _put(self, one: connection_packet.Packet) -> None:
        if self._socket is not None:
            with suppress(SocketIsClosedError):
                self._socket.send(one)


class SocketConnections:
    """All connections, by the id that Socket.IO gave them (sid)."""

    def __init__(self, server: socketio.Server) -> None:
        self._server = server
        self._pending: dict[str, float] = {}  # connections without a client, and when each was first seen

    @property
    def count(self) -> int:
        return len(self._server.eio.sockets)

    def of(self, sid: str) -> SocketConnection:
        return SocketConnection(self._socket(sid))

    def close_now(self, sid: str) -> None:
        """Close a connection at once, whatever waits on it."""
        self._close(self._eio_sid(sid), abort=True)

    def close_when_sent(self, sid: str) -> None:
        """Close a connection once what waits on it has been sent, and tell browsers not to connect again by themselves."""
        engine_socket = self._socket(sid)
        if engine_socket is None:
            return
        disconnect = ForgivingPacket(packet.DISCONNECT, namespace="/").encode()
        with suppress(SocketIsClosedError):
            engine_socket.send(connection_packet.Packet(connection_packet.MESSAGE, disconnect))
        self._server.start_background_task(self._close_when_read, sid, engine_socket)

    def close_pending(self, now_s: float) -> None:
        """Close the connections whose clients have not sent their CONNECT in time."""
        sockets = list(self._server.eio.sockets)
        pending = [eio_sid for eio_sid in sockets if not self._has_client(eio_sid)]
        self._pending = {eio_sid: self._pending.get(eio_sid, now_s) for eio_sid in pending}
        for eio_sid, seen_s in self._pending.items():
            if now_s - seen_s >= _CONNECT_LIMIT_S:
                self._close(eio_sid, abort=True)

    def _close_when_read(self, sid: str, engine_socket: Any) -> None:
        """Close a connection whose client has been told to go. One that polls may be between two requests just now."""
        deadline_s = time.monotonic() + _LAST_WRITE_LIMIT_S
        while not engine_socket.queue.empty() and not engine_socket.closed and time.monotonic() < deadline_s:
            time.sleep(_LAST_WRITE_CHECK_S)
        self._close(self._eio_sid(sid), abort=False)

    def _has_client(self, eio_sid: str) -> bool:
        return self._server.manager.sid_from_eio_sid(eio_sid, "/") is not None

    def _close(self, eio_sid: str | None, abort: bool) -> None:
        engine_socket = self._server.eio.sockets.get(eio_sid)
        if engine_socket is None:
            return
        with suppress(SocketIsClosedError):
            engine_socket.close(abort=abort)

    def _socket(self, sid: str) -> Any | None:
        return self._server.eio.sockets.get(self._eio_sid(sid))

    def _eio_sid(self, sid: str) -> str | None:
        with suppress(KeyError):  # the last one has just left
            eio_sid: str | None = self._server.manager.eio_sid_from_sid(sid, "/")
            return eio_sid
        return None
