"""The connections below Socket.IO: what goes out on them, how full they are, and how they end."""

import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

import socketio
from engineio import packet as connection_packet
from engineio.exceptions import SocketIsClosedError
from socketio import packet

from webapp.protocol import limits
from webapp.protocol.socketio_packet import EncodedEvent, ForgivingPacket, JoinedMessages
from webapp.protocol.wire import Event, Message
from webapp.rooms.viewer_queue import Ring, ViewerQueue

log = logging.getLogger("posecast.clients")

_FAREWELL_LIMIT_S: Final = 2.0
"""Seconds that a client has to fetch the reason why its connection ends."""

_FAREWELL_CHECK_S: Final = 0.05

_INTRODUCTION_LIMIT_S: Final = 10.0
"""Seconds from a connection's opening within which its client must have said who it is; nothing else ends one that
answers pings and says nothing."""


_POLLED_BETWEEN: Final = "\x1e"
"""Stands between the messages of one answer over HTTP polling (Engine.IO protocol, version 4)."""


class _Ticket(connection_packet.Packet):  # type: ignore[misc]
    """Stands in a connection's queue for whatever its listener's outbox has to send when its turn comes."""

    def __init__(self, outbox: ViewerQueue, ring: Ring) -> None:
        super().__init__(connection_packet.MESSAGE, b"")
        self._outbox = outbox
        self._ring = ring

    def encode(self, b64: bool = False) -> bytes | str:
        """Called once, by the connection's writer, just before it writes."""
        event = self._outbox.take(self._ring, time.monotonic())
        if event is None:
            return str(connection_packet.NOOP)
        return event.base64 if b64 else event.binary


class _Joined(connection_packet.Packet):  # type: ignore[misc]
    """Several events, said together."""

    def __init__(self, events: list[EncodedEvent]) -> None:
        super().__init__(connection_packet.MESSAGE, b"")
        self._events = events

    def encode(self, b64: bool = False) -> JoinedMessages | str:
        if b64:
            return _POLLED_BETWEEN.join(event.base64 for event in self._events)
        return JoinedMessages(event.binary for event in self._events)


class SocketConnections:
    def __init__(self, server: socketio.Server) -> None:
        self._server = server
        self._strangers: dict[str, float] = {}  # connections without a client, and when each was first seen

    @property
    def count(self) -> int:
        return len(self._server.eio.sockets)

    def send(self, sid: str, event: Event, payload: Mapping[str, Any]) -> None:
        """Send an event; one who left meanwhile, or is just leaving, does not get it."""
        with suppress(SocketIsClosedError, KeyError):
            self._server.emit(str(event), payload, to=sid)

    def send_together(self, sid: str, messages: Iterable[Message]) -> None:
        """Send events one after the other, in one write where the transport can."""
        connection = self._connection(sid)
        if connection is not None:
            events = [EncodedEvent(str(event), payload) for event, payload in messages]
            with suppress(SocketIsClosedError):
                connection.send(_Joined(events))

    def plug_in(self, sid: str, outbox: ViewerQueue) -> None:
        """Have an outbox's letters go out on this connection from now on."""
        connection = self._connection(sid)

        def ring() -> None:
            if connection is not None:
                with suppress(SocketIsClosedError):
                    connection.send(_Ticket(outbox, ring))

        outbox.connect(ring, time.monotonic())

    def is_unread(self, sid: str) -> bool:
        """Whether so many answers wait that their reader cannot be listening."""
        connection = self._connection(sid)
        return connection is not None and connection.queue.qsize() > limits.UNREAD_ANSWERS

    def cut(self, sid: str) -> None:
        """End a connection at once, whatever waits on it."""
        self._close(sid, abort=True)

    def end_strangers(self, now_s: float) -> None:
        """End the connections whose clients have not said for too long who they are."""
        known = {eio_sid for eio_sid in list(self._server.eio.sockets) if self._has_client(eio_sid)}
        strangers = set(self._server.eio.sockets) - known
        self._strangers = {eio_sid: self._strangers.get(eio_sid, now_s) for eio_sid in strangers}
        for eio_sid, seen_s in self._strangers.items():
            if now_s - seen_s >= _INTRODUCTION_LIMIT_S:
                self._end(eio_sid, abort=True)

    def farewell(self, sid: str) -> None:
        """End a connection once what waits on it has been sent, and tell browsers not to come back by themselves."""
        connection = self._connection(sid)
        if connection is None:
            return
        goodbye = ForgivingPacket(packet.DISCONNECT, namespace="/").encode()
        with suppress(SocketIsClosedError):
            connection.send(connection_packet.Packet(connection_packet.MESSAGE, goodbye))
        self._server.start_background_task(self._close_when_read, sid, connection)

    def _close_when_read(self, sid: str, connection: Any) -> None:
        """Close a connection whose client has been told to go. One that polls may be between two requests just now."""
        deadline_s = time.monotonic() + _FAREWELL_LIMIT_S
        while not connection.queue.empty() and not connection.closed and time.monotonic() < deadline_s:
            time.sleep(_FAREWELL_CHECK_S)
        self._close(sid, abort=False)

    def _has_client(self, eio_sid: str) -> bool:
        return self._server.manager.sid_from_eio_sid(eio_sid, "/") is not None

    def _close(self, sid: str, abort: bool) -> None:
        self._end(self._eio_sid(sid), abort)

    def _end(self, eio_sid: str | None, abort: bool) -> None:
        connection = self._server.eio.sockets.get(eio_sid)
        if connection is None:
            return
        with suppress(SocketIsClosedError):
            connection.close(wait=False, abort=abort)
        if abort:
            self._server.eio.sockets.pop(eio_sid, None)  # else its next request fails within the library

    def _connection(self, sid: str) -> Any | None:
        return self._server.eio.sockets.get(self._eio_sid(sid))

    def _eio_sid(self, sid: str) -> str | None:
        with suppress(KeyError):  # the last one has just left
            eio_sid: str | None = self._server.manager.eio_sid_from_sid(sid, "/")
            return eio_sid
        return None
