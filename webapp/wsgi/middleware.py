"""What a WSGI application is, and small ones in front of others: without compression of WebSocket, one for each scheme."""

from collections.abc import Callable, Iterable
from typing import Any, Final

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]

_COMPRESSION_OFFER: Final = "HTTP_SEC_WEBSOCKET_EXTENSIONS"


class WithoutCompression:
    """Hides from the application that the browser offers to compress WebSocket messages.

    Browsers offer permessage-deflate and both WebSocket libraries take it, without a setting. JPEGs and floats do not
    get smaller; trying costs a desktop's core 0.65 ms for a frame of 30 KB (a phone's more) and the hub 0.05 ms a pose.
    """

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop(_COMPRESSION_OFFER, None)
        return self._app(environ, start_response)


class AppByScheme:
    """Passes requests over TLS to one application, and those of plain HTTP on the same port to another."""

    def __init__(self, https_app: WsgiApp, http_app: WsgiApp) -> None:
        self._https_app = https_app
        self._http_app = http_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        app = self._https_app if environ["wsgi.url_scheme"] == "https" else self._http_app
        return app(environ, start_response)
