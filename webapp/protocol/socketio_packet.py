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


CLIENT_EVENT: Final = "client-event"
"""The only event as which the library sees what clients send; the name that a client gave is its first argument. So nobody
can name a handler that the library knows: connect, disconnect, or `*`, which stands for all."""

UNREADABLE_EVENT: Final = "unreadable"
"""The event as which the library sees a packet that no client may send; its argument says what is wrong."""

_NO_PACKET: Final = (
    "the message is not a Socket.IO packet in msgpack; use the msgpack parser, as the wire format says"
)
_OTHER_NAMESPACE: Final = "there is no other namespace than '/'"
_NO_ACKNOWLEDGEMENT: Final = "the server asks for no acknowledgements"

_NAMESPACE: Final = "/"

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
        content = _content(encoded_packet)
        self.packet_type = content["type"]
        self.namespace = content["nsp"]
        self.data = content.get("data")
        self.id = content.get("id")


class EncodedEvent:
    """An event packed once, however many it is sent to and whatever their transports."""

    def __init__(self, event: str, payload: object) -> None:
        self.binary = _ENCODER.encode({"type": packet.EVENT, "data": [event, payload], "nsp": _NAMESPACE})

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


def _content(encoded_packet: object) -> dict[str, Any]:
    """Return the fields of a packet, with the event's name as an argument: see CLIENT_EVENT."""
    try:
        content = _unpack(encoded_packet)
    except (ValueError, TypeError, RecursionError):
        content = None
    problem = _problem(content)
    if problem is not None:
        return {"type": packet.EVENT, "nsp": _NAMESPACE, "data": [UNREADABLE_EVENT, problem]}
    fields: dict[str, Any] = content
    return {**fields, "data": [CLIENT_EVENT, *fields["data"]]} if fields["type"] == packet.EVENT else fields


def _problem(content: Any) -> str | None:
    """Return why a client may not send this; None where it may. With msgpack there are no packets with attachments."""
    if not isinstance(content, dict) or not isinstance(content.get("nsp"), str):
        return _NO_PACKET
    kind, identity = content.get("type"), content.get("id")
    if isinstance(kind, bool) or isinstance(identity, bool) or not isinstance(identity, int | None):
        return _NO_PACKET
    if kind != packet.CONNECT and content["nsp"] != _NAMESPACE:
        return _OTHER_NAMESPACE
    if kind == packet.ACK:
        return _NO_ACKNOWLEDGEMENT
    is_packet = kind in (packet.CONNECT, packet.DISCONNECT) or (
        kind == packet.EVENT and _names_event(content)
    )
    return None if is_packet else _NO_PACKET


def _names_event(content: dict[str, Any]) -> bool:
    data = content.get("data")
    return isinstance(data, list) and bool(data) and isinstance(data[0], str)
