"""A simulated camera: a WebSocket on a plain socket that sends prepared frames and reads the replies.

python-socketio's client would cost more CPU a frame than the server that is measured.
tests/benchmarks/test_load.py shows that this client gets the same poses.
"""

import socket
from collections.abc import Iterator
from typing import Final

from benchmarks.client_codecs import CONNECTED, PING, PONG, ClientCodec, Message
from benchmarks.websocket_frames import CLOSE, FrameReader
from webapp.protocol.wire import Event

HOST: Final = "127.0.0.1"
CONNECT_LIMIT_S: Final = 30.0  # the stock stack creates a landmarker on connect
_READ_BYTES: Final = 2**18
_UPGRADE: Final = (
    f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {HOST}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
_UPGRADED: Final = b"HTTP/1.1 101"


class LostConnectionError(Exception):
    """The server closed the connection."""


class LoadClient:
    """A client, connected on construction.

    `fps_limit`: the rate in the server's welcome, infinite without one. `watch_link`: the link for viewers in it.
    """

    def __init__(self, port: int, codec: ClientCodec) -> None:
        self.fps_limit = float("inf")
        self.watch_link = ""
        self.next_seq = 0
        self._codec = codec
        self._reader = FrameReader()
        self._unsent = b""
        self.socket = socket.create_connection((HOST, port), CONNECT_LIMIT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._connect()
        except BaseException:
            self.socket.close()
            raise
        self.socket.setblocking(False)

    def fileno(self) -> int:
        return self.socket.fileno()

    @property
    def has_unsent(self) -> bool:
        """Whether the socket is full: the server has not read what was sent before."""
        return bool(self._unsent)

    def send(self, prepared: bytes, t_ms: float) -> int:
        """Send a frame that the codec prepared; return its seq."""
        seq = self.next_seq
        self.next_seq += 1
        head, body = self._codec.encode_frame(seq, t_ms, prepared)
        self._write([head, body])
        return seq

    def flush(self) -> None:
        """Send more of the data that did not fit into the socket."""
        self._write([])

    def receive(self) -> list[Message]:
        """Return the messages that have arrived. Raises LostConnectionError."""
        try:
            data = self.socket.recv(_READ_BYTES)
        except BlockingIOError:
            return []
        return list(self._messages(data))

    def wait_for(self, seq: int, within_s: float = CONNECT_LIMIT_S) -> Message:
        """Wait for the reply to a frame; for callers with one client only. Raises TimeoutError."""
        self.socket.settimeout(within_s)
        try:
            while True:
                for message in self.receive():
                    if message.payload.get("seq") == seq:
                        return message
        finally:
            self.socket.setblocking(False)

    def close(self) -> None:
        self.socket.close()

    def _write(self, pieces: list[bytes]) -> None:
        waiting = [self._unsent, *pieces] if self._unsent else pieces
        if not waiting:
            return
        try:
            sent = self.socket.sendmsg(waiting)
        except BlockingIOError:
            sent = 0
        total = sum(map(len, waiting))
        self._unsent = b"" if sent == total else b"".join(waiting)[sent:]

    def _messages(self, data: bytes) -> Iterator[Message]:
        if not data:
            raise LostConnectionError("the server closed the connection")
        for opcode, payload in self._reader.feed(data):
            if opcode == CLOSE:
                raise LostConnectionError("the server closed the WebSocket")
            if (opcode, payload) == PING:
                self._write([PONG])
            message = self._codec.decode(opcode, payload)
            if message is not None:
                yield message

    def _connect(self) -> None:
        self.socket.sendall(_UPGRADE.encode())
        head, rest = self._upgrade_response()
        if not head.startswith(_UPGRADED):
            raise LostConnectionError(head.decode(errors="replace"))
        self.socket.sendall(self._codec.connect_message())
        awaited = {CONNECTED, str(Event.WELCOME)} if self._codec.expects_welcome else {CONNECTED}
        arrived = list(self._messages(rest)) if rest else []
        while not awaited <= {message.name for message in arrived}:
            arrived += self._messages(self.socket.recv(_READ_BYTES))
        for message in arrived:
            limits = message.payload.get("limits", {})
            self.fps_limit = float(limits.get("fps", self.fps_limit))
            self.watch_link = message.payload.get("links", {}).get("watch", self.watch_link)

    def _upgrade_response(self) -> tuple[bytes, bytes]:
        """Return the HTTP response, and the data that came after it."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.socket.recv(_READ_BYTES)
            if not piece:
                raise LostConnectionError("the server closed the connection before it was a WebSocket")
            data += piece
        head, _, rest = data.partition(b"\r\n\r\n")
        return head, rest
