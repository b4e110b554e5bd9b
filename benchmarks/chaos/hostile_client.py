"""A client that means harm: opens a WebSocket by hand and sends floods of one kind, until the server ends it."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import msgpack

from benchmarks.websocket_frames import BINARY, CLOSE, TEXT, FrameReader, client_frame

_PING: Final = 0x9
_BLOCK_BYTES: Final = 65_536
_AUTH: Final = {"v": 1, "role": "camera"}
_CONNECT, _DISCONNECT, _EVENT, _ACK = 0, 1, 2, 3  # Socket.IO's packet types


def packet(kind: int, data: object, namespace: str = "/", identity: int | None = None) -> bytes:
    """Return a Socket.IO packet as a WebSocket frame."""
    fields: dict[str, Any] = {"type": kind, "data": data, "nsp": namespace}
    if identity is not None:
        fields["id"] = identity
    return client_frame(BINARY, msgpack.packb(fields))


def frame_event(seq: int, jpeg: bytes) -> bytes:
    """Return a `frame` event as a WebSocket frame."""
    return packet(_EVENT, ["frame", {"seq": seq, "t": float(seq), "jpeg": jpeg}])


CONNECT: Final = packet(_CONNECT, _AUTH)

FLOODS: Final[dict[str, bytes]] = {
    "events named *": packet(_EVENT, ["*"]),
    "events for another client": packet(_EVENT, ["*", "x" * 20, {"seq": 5}]),
    "unknown events": packet(_EVENT, ["nothing", {}], identity=1),
    "events of another namespace": packet(_EVENT, ["frame", {}], "/other"),
    "acknowledgements": packet(_ACK, [], identity=1),
    "repeated CONNECT": CONNECT,
    "CONNECT to other namespaces": packet(_CONNECT, {}, "/other"),
    "DISCONNECT and CONNECT": packet(_DISCONNECT, None) + CONNECT,
    "settings": packet(_EVENT, ["settings", {"smoothing": True}], identity=1),
    "renewed links": packet(_EVENT, ["renew", {}], identity=1),
    "no msgpack": client_frame(BINARY, b"\xc1"),
    "WebSocket pings": client_frame(_PING, b""),
    "Engine.IO pings": client_frame(TEXT, b"2"),
    "Engine.IO pongs": client_frame(TEXT, b"3"),
    "Engine.IO upgrades": client_frame(TEXT, b"5"),
    "text as JSON": client_frame(TEXT, b"4" + b"[" * 100_000),
    "frames that are no JPEG": packet(_EVENT, ["frame", {"seq": 0, "t": 0.0, "jpeg": b"no"}]),
}
"""What is repeated, by the kind of flood."""


@dataclass
class FloodResult:
    sent_bytes: int
    was_ended: bool  # by the server
    codes: list[str]  # of the problems that the server told, each once
    seconds: float


class HostileClient:
    """`with HostileClient(port) as client:` is connected and welcomed inside."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader = FrameReader()
        self._codes: list[str] = []
        self._is_welcome = False
        self._was_ended = False

    def __enter__(self) -> Self:
        self._connection = socket.create_connection(("127.0.0.1", self._port), timeout=10)
        request = (
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._connection.sendall(request.encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._connection.recv(4096)
        self._connection.sendall(CONNECT)
        rest = answer.partition(b"\r\n\r\n")[2]
        if rest:
            self._take(rest)
        while not self._is_welcome:
            self._take(self._connection.recv(_BLOCK_BYTES))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def flood(
        self, message: bytes, limit_s: float, is_over: Callable[[], bool] = lambda: False
    ) -> FloodResult:
        """Send a message again and again as fast as the server reads, until it ends the connection."""
        block = message * max(1, _BLOCK_BYTES // len(message))
        started_s = time.monotonic()
        sent = 0
        self._connection.setblocking(False)
        while not self._was_ended and time.monotonic() - started_s < limit_s and not is_over():
            try:
                start = sent % len(block)
                sent += self._connection.send(block[start:])
            except BlockingIOError:
                time.sleep(0.001)
            except OSError:
                self._was_ended = True
            self._read()
        seconds = time.monotonic() - started_s
        self._read()
        return FloodResult(sent, self._was_ended, list(dict.fromkeys(self._codes)), seconds)

    def send(self, message: bytes) -> None:
        """Send one message whole. A client that was ended sends nothing."""
        self._connection.setblocking(True)
        try:
            self._connection.sendall(message)
        except OSError:
            self._was_ended = True
        self._connection.setblocking(False)
        self._read()

    def codes(self) -> list[str]:
        """Return the codes of the problems that the server has told so far."""
        self._connection.setblocking(False)
        self._read()
        return self._codes

    def _read(self) -> None:
        with suppress(BlockingIOError):
            while not self._was_ended:
                try:
                    self._take(self._connection.recv(_BLOCK_BYTES))
                except BlockingIOError:
                    raise
                except OSError:
                    self._was_ended = True

    def _take(self, data: bytes) -> None:
        if not data:
            self._was_ended = True
        for opcode, payload in self._reader.feed(data):
            if opcode == CLOSE:
                self._was_ended = True
            elif opcode == BINARY:
                self._note(msgpack.unpackb(payload))

    def _note(self, content: dict[str, Any]) -> None:
        if content["type"] != _EVENT:
            return
        name, fields = content["data"][:2]
        if name == "welcome":
            self._is_welcome = True
        elif name == "problem":
            self._codes.append(str(fields["code"]))
