"""A camera's connection to a server: connects, changes settings, sends frames, passes replies on."""

from collections.abc import Callable, Sequence
from threading import Event as Signal
from typing import Any, Final

import requests
from socketio.exceptions import ConnectionError as NotConnectedError
from socketio.exceptions import SocketIOError

from posecast.errors import RefusedError, UnreachableError
from posecast.ordered_client import OrderedClient
from posecast.tls import tls_context
from posecast.unreachable import unreachable
from webapp.protocol.wire import WIRE_VERSION, Event, Settings, Welcome

CONNECT_LIMIT_S: Final = 20.0

OnReply = Callable[[Event, dict[str, Any]], None]
"""Called with every pose, dropped and problem, on the connection's thread."""

_REPLIES: Final = (Event.POSE, Event.DROPPED, Event.PROBLEM)


class LiveConnection:
    """Connected on construction. Raises UnreachableError, RefusedError, OSError for a file that is not an authority's."""

    def __init__(
        self,
        url: str,
        on_reply: OnReply,
        on_end: Callable[[], None],
        verify: bool | str = True,
        transports: Sequence[str] | None = None,
        name: str = "",
    ) -> None:
        """verify: whether to check a server's certificate, or the file of an authority to check it against."""
        self.welcome: Welcome
        self._url = url
        self._refusal: object = None
        self._welcomed = Signal()
        context = tls_context(verify)
        self._http = requests.Session()
        self._http.verify = verify
        # With trust_env the environment's authorities would replace the given one.
        self._http.trust_env = verify is True
        self._socket = OrderedClient(
            serializer="msgpack",
            reconnection=False,
            http_session=self._http,
            websocket_extra_options={"sslopt": {"context": context}},
        )
        self._socket.on("connect_error", self._note_refusal)
        self._socket.on("disconnect", lambda *_reason: on_end())
        self._socket.on(Event.WELCOME, self._note_welcome)
        for event in _REPLIES:
            self._socket.on(event, lambda payload, event=event: on_reply(event, payload))
        try:
            self._connect(
                transports, {"v": WIRE_VERSION, "role": "camera", **({"name": name} if name else {})}
            )
        except BaseException:
            self.close()
            raise

    def change_settings(self, settings: Settings) -> None:
        """Change settings. Raises RefusedError with the server's message, UnreachableError if it does not reply."""
        try:
            reply = self._socket.call(Event.SETTINGS, dict(settings), timeout=CONNECT_LIMIT_S)
        except SocketIOError as error:
            raise UnreachableError(
                f"{self._url} accepted the connection but did not answer to the settings"
            ) from error
        if not reply["ok"]:
            raise RefusedError(reply["problem"]["code"], reply["problem"]["message"])

    def send(self, seq: int, t_ms: float, jpeg: bytes) -> None:
        """Send a frame. Does nothing once the connection has ended, of which on_end was told."""
        if self._socket.connected:
            self._socket.emit(Event.FRAME, {"seq": seq, "t": t_ms, "jpeg": jpeg})

    def close(self) -> None:
        self._socket.leave()
        self._http.close()
        if self._socket.eio.ws is not None:  # the library leaves it open if the server closed the connection
            self._socket.eio.ws.shutdown()

    def _connect(self, transports: Sequence[str] | None, auth: dict[str, Any]) -> None:
        try:
            self._socket.connect(self._url, auth=auth, transports=transports, wait_timeout=CONNECT_LIMIT_S)
        except NotConnectedError as error:
            raise self._reason(error) from error
        if not self._welcomed.wait(CONNECT_LIMIT_S):
            raise UnreachableError(
                f"{self._url} accepted the connection but sent nothing for {CONNECT_LIMIT_S:g} s"
            )

    def _reason(self, error: NotConnectedError) -> RefusedError | UnreachableError:
        match self._refusal:
            case {"data": {"code": str(code), "message": str(message)}}:
                return RefusedError(code, message)
        return unreachable(self._url, error)

    def _note_refusal(self, refusal: object = None) -> None:
        self._refusal = refusal

    def _note_welcome(self, welcome: Welcome) -> None:
        self.welcome = welcome
        self._welcomed.set()
