"""Socket.IO packets that cannot be read become an event, so that the client is told and its connection lives on.

The library's own class raises instead, which ends the connection (over WebSocket) or is silent (over polling).
"""

import base64
from functools import cached_property
from typing import Any, Final

import msgpack
import msgspec
from socketio import packet
from socketio.msgpack_packet import MsgPackPacket

_ENCODER: Final = msgspec.msgpack.Encoder()
"""Packs the same bytes as msgpack in less than half the time. Reading stays with msgpack, whose hooks count what is read:
msgspec has no limit for the containers of a message, and refuses text that is no UTF-8."""


class JoinedMessages(tuple[bytes, ...]):
    """Several WebSocket messages for one write, where the transport can: each write of its own is a call of the system.

    Stands in for a single message where the library hands one on to its transport (webapp/serving).
    """

    __slots__ = ()


UNREADABLE_EVENT: Final = "unreadable"

_OWN_EVENTS: Final = ("connect", "disconnect")
"""The library calls these handlers by itself; a client that names them in a message must not."""


_CONTAINERS: Final = 64
"""Lists and objects in one packet, and items in each. Ours have five; a message of 16 MB that is nothing but empty
objects would take 1 GB and, with two seconds of the web process, every other client's time."""


class ForgivingPacket(MsgPackPacket):  # type: ignore[misc]
    def __init__(self, *fields: Any, encoded_packet: Any = None, **named_fields: Any) -> None:
        super().__init__(*fields, encoded_packet=encoded_packet, **named_fields)
        if encoded_packet is not None and len(encoded_packet) == 0:  # which the library takes for none at all
            self.decode(encoded_packet)

    def encode(self) -> bytes:
        return _ENCODER.encode(self._to_dict())

    def decode(self, encoded_packet: object) -> None:
        try:
            content = _unpack(encoded_packet)
        except (ValueError, TypeError, RecursionError):
            content = None
        if not _is_packet(content):
            content = {"type": packet.EVENT, "nsp": "/", "data": [UNREADABLE_EVENT]}
        self.packet_type = content["type"]
        self.namespace = content["nsp"]
        self.data = content.get("data")
        self.id = content.get("id")


class EncodedEvent:
    """An event packed once, however many it is sent to and whatever their transports."""

    def __init__(self, event: str, payload: object) -> None:
        self.binary = _ENCODER.encode({"type": packet.EVENT, "data": [event, payload], "nsp": "/"})

    @property
    def size(self) -> int:
        return len(self.binary)

    @cached_property
    def base64(self) -> str:
        """As HTTP polling carries it."""
        return "b" + base64.b64encode(self.binary).decode()


def _unpack(encoded_packet: object) -> Any:
    """Raises ValueError for what is no msgpack, and for more of it than any packet of ours."""
    containers = 0

    def count(container: Any) -> Any:
        nonlocal containers
        containers += 1
        if containers > _CONTAINERS:
            raise ValueError("too many lists and objects")
        return container

    return msgpack.loads(
        encoded_packet,
        strict_map_key=False,
        unicode_errors="replace",
        max_array_len=_CONTAINERS,
        max_map_len=_CONTAINERS,
        list_hook=count,
        object_hook=count,
    )


def _is_packet(content: Any) -> bool:
    """Whether this is a packet that a client may send; with msgpack there are no packets with attachments."""
    if not isinstance(content, dict) or not isinstance(content.get("nsp"), str):
        return False
    kind, data, identity = content.get("type"), content.get("data"), content.get("id")
    if isinstance(kind, bool) or not isinstance(identity, int | None):
        return False
    if kind in (packet.CONNECT, packet.DISCONNECT):
        return True
    if kind == packet.ACK:
        return isinstance(data, list) and identity is not None
    if kind != packet.EVENT or not isinstance(data, list) or not data or not isinstance(data[0], str):
        return False
    return data[0] not in _OWN_EVENTS
