"""The connection below Socket.IO, as Engine.IO has it, with a budget: nobody's messages cost the other clients their time."""

import time
from contextlib import suppress
from typing import Any, Final

import engineio.server
from engineio import packet as connection_packet
from engineio.exceptions import ContentTooLongError, EngineIOError
from engineio.payload import Payload
from engineio.socket import Socket as EngineIoSocket

from webapp.protocol import limits
from webapp.protocol.wire import Event, Problem, ProblemCode
from webapp.realtime.socket_connections import POLLED_SEPARATOR, SocketConnection
from webapp.serving.websocket_budget import InputBudget

_TOO_MANY_MESSAGES: Final[Problem] = {
    "seq": None,
    "code": str(ProblemCode.TOO_MANY_MESSAGES),
    "message": f"more than {limits.MESSAGES_A_SECOND} messages or {limits.BYTES_A_SECOND // 2**20} MB a second;"
    " send fewer, and connect again",
}

_PACKET_TYPES: Final = frozenset("0123456")
_BASE64: Final = "b"


class EngineConnection(EngineIoSocket):  # type: ignore[misc]
    """One connection, over WebSocket or HTTP polling.

    Ends a client that sends more than its budget or does not read its answers, and gives a turn to the others after every
    message. Engine.IO's own class does neither.
    """

    def __init__(self, server: Any, sid: str) -> None:
        super().__init__(server, sid)
        self._polling_budget = InputBudget(time.monotonic())
        self._end_reason: str | None = None

    def receive(self, message: connection_packet.Packet) -> None:
        super().receive(message)
        if self.queue.qsize() > limits.UNREAD_ANSWERS:
            self._end_reason = "does not read its answers"
            self.close(abort=True)
        time.sleep(0)

    def handle_post_request(self, environ: dict[str, Any]) -> None:
        """Receive the messages of one request. Raises EngineIOError: the connection ends, and the request is refused."""
        length = int(environ.get("CONTENT_LENGTH", "0"))
        if length > self.server.max_http_buffer_size:
            raise ContentTooLongError
        body = self._whole_body(environ["wsgi.input"], length)
        messages = body.count(POLLED_SEPARATOR.encode()) + 1
        if not self._polling_budget.spend(messages, len(body), time.monotonic()):
            self.end_flood()
            raise EngineIOError
        try:
            texts = [_shortened(text) for text in body.decode().split(POLLED_SEPARATOR)]
            packets = Payload(encoded_payload=POLLED_SEPARATOR.join(texts)).packets
        except ValueError as error:  # not UTF-8, more messages than limits.MESSAGES_A_REQUEST, or no messages
            raise EngineIOError from error
        for each in packets:
            self.receive(each)

    def _whole_body(self, body: Any, length: int) -> bytes:
        """Return the body; where it does not come whole, close the connection and raise EngineIOError.

        Closed here, since Engine.IO would let the connection wait for its client.
        """
        data = b""
        with suppress(OSError):  # it broke off, or is too slow
            data = bytes(body.read(length))
        if len(data) < length:
            self.close(abort=True)
            raise EngineIOError("the body did not come whole")
        return data

    def close(self, wait: bool = False, abort: bool = False, reason: str | None = None) -> None:
        """Close the connection without waiting until its client has read all: it may never read."""
        del wait
        super().close(wait=False, abort=abort, reason=self._end_reason or reason)
        if abort:
            self.server.sockets.pop(self.sid, None)  # else its next request fails within the library

    def end_flood(self) -> None:
        """Tell the client why its connection ends; the caller ends it."""
        self._end_reason = "sent too many messages"
        SocketConnection(self).send([(Event.PROBLEM, _TOO_MANY_MESSAGES)])

    def _websocket_handler(self, websocket: Any) -> Any:
        return super()._websocket_handler(_BudgetedWebSocket(websocket, self))


class _BudgetedWebSocket:
    """A WebSocket whose client is told when its budget has ended the reading. All else is the transport's own."""

    def __init__(self, websocket: Any, connection: EngineConnection) -> None:
        self._websocket = websocket
        self._connection = connection

    def wait(self) -> bytes | str | None:
        """Return the next message; None at the end of the connection, of its budget, or where it is not Engine.IO."""
        message: bytes | str | None = self._websocket.wait()
        if message is None and self._websocket.is_budget_exceeded:
            self._connection.end_flood()
        if isinstance(message, str):
            return _shortened(message) if message[:1] in _PACKET_TYPES and message else None
        return message

    def __getattr__(self, name: str) -> Any:
        return getattr(self._websocket, name)


def _shortened(message: str) -> str:
    """Return a text message without what exceeds limits.TEXT_CHARACTERS: what is cut is answered as unreadable."""
    return message if message.startswith(_BASE64) else message[: limits.TEXT_CHARACTERS]


def use_engine_connection() -> None:
    """Have Engine.IO make its connections of this class."""
    engineio.server.socket.Socket = EngineConnection
