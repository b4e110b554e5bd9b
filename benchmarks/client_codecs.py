"""Encodes and decodes the messages of a client of each kind of server: Engine.IO 4 and Socket.IO 5 over WebSocket.

Posecast      every Socket.IO packet is one binary message in msgpack
stock         Socket.IO's default parser: JSON in a text message, each attachment in a binary message after it
"""

import json
import struct
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgpack

from benchmarks.websocket_frames import BINARY, TEXT, client_frame, client_header, masked
from webapp.protocol.wire import WIRE_VERSION, Event

CONNECTED: Final = "connected"  # the name for the server's reply to the connect packet
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
    """The server refused this client."""


class ClientCodec(Protocol):
    """The messages of one client of one kind of server."""

    expects_welcome: bool
    """Whether the server sends a `welcome` before a client may send frames."""

    def connect_message(self) -> bytes:
        """Return the message that opens the Socket.IO connection."""

    def prepare(self, jpeg: bytes) -> bytes:
        """Mask a JPEG for encode_frame, once for each picture."""

    def encode_frame(self, seq: int, t_ms: float, prepared: bytes) -> tuple[bytes, bytes]:
        """Return the `frame` event in two pieces, to be sent one after the other."""

    def decode(self, opcode: int, payload: bytes) -> Message | None:
        """Return the event of a message; None for one of the transport."""


class PosecastCodec:
    """A camera of Posecast."""

    expects_welcome = True

    def __init__(self) -> None:
        self._head_bytes = len(_posecast_head(0, 0.0, 0))

    def connect_message(self) -> bytes:
        packet = {"type": _CONNECT, "nsp": "/", "data": {"v": WIRE_VERSION, "role": "camera"}}
        return client_frame(BINARY, msgpack.packb(packet))

    def prepare(self, jpeg: bytes) -> bytes:
        return masked(jpeg, self._head_bytes)

    def encode_frame(self, seq: int, t_ms: float, prepared: bytes) -> tuple[bytes, bytes]:
        head = _posecast_head(seq, t_ms, len(prepared))
        return client_header(BINARY, len(head) + len(prepared)) + masked(head), prepared

    def decode(self, opcode: int, payload: bytes) -> Message | None:
        if opcode != BINARY:
            return None
        packet = msgpack.unpackb(payload)
        if packet["type"] == _CONNECT_ERROR:
            raise RefusedError(packet["data"])
        if packet["type"] == _CONNECT:
            return Message(CONNECTED, packet["data"])
        name, content = packet["data"]
        return Message(name, content)


class ViewerCodec(PosecastCodec):
    """A viewer of Posecast, by its link."""

    def __init__(self, link: str) -> None:
        super().__init__()
        room, _, token = link.partition(".")
        self._auth = {"v": WIRE_VERSION, "role": "viewer", "room": room, "token": token}

    def connect_message(self) -> bytes:
        return client_frame(BINARY, msgpack.packb({"type": _CONNECT, "nsp": "/", "data": self._auth}))


class StockCodec:
    """A client of the stock stack."""

    expects_welcome = False

    def __init__(self) -> None:
        self._waiting: tuple[str, dict[str, Any], int] | None = (
            None  # an event whose attachments are still to come
        )

    def connect_message(self) -> bytes:
        return client_frame(TEXT, b"40")

    def prepare(self, jpeg: bytes) -> bytes:
        return client_header(BINARY, len(jpeg)) + masked(jpeg)

    def encode_frame(self, seq: int, t_ms: float, prepared: bytes) -> tuple[bytes, bytes]:
        content = {"seq": seq, "t": t_ms, "jpeg": {"_placeholder": True, "num": 0}}
        return client_frame(TEXT, b"451-" + json.dumps([str(Event.FRAME), content]).encode()), prepared

    def decode(self, opcode: int, payload: bytes) -> Message | None:
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
        """Return the waiting event once its last attachment has come; the attachments are ignored."""
        if self._waiting is None:
            return None
        name, content, missing = self._waiting
        if missing > 1:
            self._waiting = (name, content, missing - 1)
            return None
        self._waiting = None
        return Message(name, content)


def _posecast_head(seq: int, t_ms: float, jpeg_bytes: int) -> bytes:
    """Return the `frame` event up to its JPEG, always of the same length, so that the JPEG can be masked beforehand."""
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
CODECS: Final[dict[str, type[ClientCodec]]] = {POSECAST: PosecastCodec, STOCK: StockCodec}
