"""What a client without WebSocket posts is read whole or not at all."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs

from engineio.exceptions import EngineIOError, SocketIsClosedError

from webapp.wsgi.middleware import WsgiApp

_SOCKETS_PATH: Final = "/socket.io/"


class WholePolledBodies:
    """A WSGI application in front of another: where a body ends early or is too slow, closes the client's connection and
    has Engine.IO refuse the request. By itself it would log a traceback, and answer that all is well.
    """

    def __init__(self, app: WsgiApp, engine: Any) -> None:
        """engine: the engineio.Server."""
        self._app = app
        self._engine = engine

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith(_SOCKETS_PATH):
            (sid, *_) = parse_qs(environ.get("QUERY_STRING", "")).get("sid", [""])
            environ["wsgi.input"] = _WholeBody(environ["wsgi.input"], partial(self._close, sid))
        return self._app(environ, start_response)

    def _close(self, sid: str) -> None:
        """Close a client's connection here: Engine.IO would wait until the client has fetched that it is closed."""
        connection = self._engine.sockets.pop(sid, None)
        if connection is not None:
            with suppress(SocketIsClosedError):
                connection.close(wait=False, abort=True)


class _WholeBody:
    def __init__(self, body: Any, close: Callable[[], None]) -> None:
        self._body = body
        self._close = close

    def read(self, size: int) -> bytes:
        """Return that many bytes. Raises EngineIOError where they do not come."""
        try:
            data = bytes(self._body.read(size))
        except OSError as error:
            self._close()
            raise EngineIOError("the body broke off or was too slow") from error
        if len(data) < size:
            self._close()
            raise EngineIOError("the body ended early")
        return data
