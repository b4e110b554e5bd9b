"""Leaves WebSocket messages uncompressed, whatever a browser offers.

Browsers offer permessage-deflate and both WebSocket libraries take it, without a setting. JPEGs and floats do not
get smaller; trying costs a desktop's core 0.65 ms for a frame of 30 KB (a phone's more) and the hub 0.05 ms a pose.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]

_OFFER: Final = "HTTP_SEC_WEBSOCKET_EXTENSIONS"


def without_compression(app: WsgiApp) -> WsgiApp:
    """The application, which does not get to see the offer."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop(_OFFER, None)
        return app(environ, start_response)

    return serve
