"""How a camera speaks to each kind of server: Engine.IO 4 and Socket.IO 5 over WebSocket.

Posecast      every Socket.IO packet is one binary message in msgpack
stock         Socket.IO's default parser: JSON in a text message, and each attachment in a binary one after it
"""

import json
import struct
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgpack

from benchmarks.websocket_frames import BINARY, TEXT, client_frame, client_header, masked
from webapp.protocol.wire import WIRE_VERSION, Event

CONNECTED: Final = "connected"  # the name given to the server's answer to the connect packet
_OPEN, _PING, _PONG = b"0", b"2", b"3"  # Engine.IO packet types
_CONNECT, _EVENT, _CONNECT_ERROR = 0, 2, 4  # Socket.IO packet types
_UINT32, _FLOAT64, _BIN32 = 0xCE, 0xCB, 0xC6  # msgpack types
PING: Final = (TEXT, _PING)
PONG: Final = client_frame(TEXT, _PONG)


@dataclass(frozen=True)
class Message:
    """An event from the server, or CONNECTED."""

    name: str
    payload: dict[str, Any]


class RefusedError(Exception):
    """The server does not let this client in."""


class Dialect(Protocol):
    expects_welcome: bool
    """Whether the server says more than that the connection stands, before a client may send."""

    def connecting(self) -> bytes:
        """What to send once the WebSocket is open."""

    def prepared(self, jpeg: bytes) -> bytes:
        """A JPEG as `frame` wants it, made once for each picture."""

    def frame(self, seq: int, t_ms: float, prepared: bytes) -> tuple[bytes, bytes]:
        """The `frame` event, in two pieces that go out one after the other."""

    def read(self, opcode: int, payload: bytes) -> Message | None:
        """What a message says; None for one that only the transport cares about."""


class PosecastDialect:
    expects_welcome = True

    def __init__(self) -> None:
        self._head_bytes = len(_posecast_head(0, 0.0, 0))

    def connecting(self) -> bytes:
        packet = {"type": _CONNECT, "nsp": "/", "data": {"v": WIRE_VERSION, "role": "camera"}}
        return client_frame(BINARY, msgpack.packb(packet))

    def prepared(self, jpeg: bytes) -> bytes:
        return masked(jpeg, self._head_bytes)

    def frame(self, seq: int, t_ms: float, prepared: bytes) -> tuple[bytes, bytes]:
        head = _posecast_head(seq, t_ms, len(prepared))
        return client_header(BINARY, len(head) + len(prepared)) + masked(head), prepared

    def read(self, opcode: int, payload: bytes) -> Message | None:
        if opcode != BINARY:
            return None
        packet = msgpack.unpackb(payload)
        if packet["type"] == _CONNECT_ERROR:
            raise RefusedError(packet["data"])
        if packet["type"] == _CONNECT:
            return Message(CONNECTED, packet["data"])
        name, content = packet["data"]
        return Message(name, content)


class ViewerDialect(PosecastDialect):
    """One who watches by a link."""

    def __init__(self, link: str) -> None:
        super().__init__()
        room, _, token = link.partition(".")
        self._auth = {"v": WIRE_VERSION, "role": "viewer", "room": room, "token": token}

    def connecting(self) -> bytes:
        return client_frame(BINARY, msgpack.packb({"type": _CONNECT, "nsp": "/", "data": self._auth}))


class StockDialect:
    expects_welcome = False

    def __init__(self) -> None:
        self._waiting: tuple[str, dict[str, Any], int] | None = None  # an event whose attachments are to come

    def connecting(self) -> bytes:
        return client_frame(TEXT, b"40")

    def prepared(self, jpeg: bytes) -> bytes:
        return client_header(BINARY, len(jpeg)) + masked(jpeg)

    def frame(self, seq: int, t_ms: float, prepared: bytes) -> tuple[bytes, bytes]:
        content = {"seq": seq, "t": t_ms, "jpeg": {"_placeholder": True, "num": 0}}
        return client_frame(TEXT, b"451-" + json.dumps([str(Event.FRAME), content]).encode()), prepared

    def read(self, opcode: int, payload: bytes) -> Message | None:
        if opcode == BINARY:
            return self._with_attachment()
        if payload[:2] == b"44":
            raise RefusedError(payload.decode())
        if payload[:2] == b"40":
            return Message(CONNECTED, json.loads(payload[2:]))
        if payload[:2] == b"42":
            name, content = json.loads(payload[2:])
            return Message(name, content)
        if payload[:2] == b"45":
            count, _, text = payload[2:].partition(b"-")
            name, content = json.loads(text)
            self._waiting = (name, content, int(count))
        return None

    def _with_attachment(self) -> Message | None:
        """The event that waited, once its last attachment is there; what is in them nobody asks."""
        if self._waiting is None:
            return None
        name, content, missing = self._waiting
        if missing > 1:
            self._waiting = (name, content, missing - 1)
            return None
        self._waiting = None
        return Message(name, content)


def _posecast_head(seq: int, t_ms: float, jpeg_bytes: int) -> bytes:
    """The `frame` event up to its JPEG, always of the same length, so that the JPEG can be masked beforehand."""
    return b"".join(
        [
            *(b"\x83", _packed("type"), _packed(_EVENT), _packed("nsp"), _packed("/"), _packed("data")),
            *(b"\x92", _packed(str(Event.FRAME))),
            *(b"\x83", _packed("seq"), struct.pack(">BI", _UINT32, seq)),
            *(_packed("t"), struct.pack(">Bd", _FLOAT64, t_ms)),
            *(_packed("jpeg"), struct.pack(">BI", _BIN32, jpeg_bytes)),
        ]
    )


def _packed(value: str | int) -> bytes:
    packed: bytes = msgpack.packb(value)
    return packed


POSECAST: Final = "posecast"
STOCK: Final = "stock"
DIALECTS: Final[dict[str, type[Dialect]]] = {POSECAST: PosecastDialect, STOCK: StockDialect}
