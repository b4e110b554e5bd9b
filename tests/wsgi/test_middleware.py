"""The offer to compress does not reach the WebSocket libraries."""

from collections.abc import Iterable
from typing import Any

from webapp.wsgi.middleware import without_compression


def test_the_offer_is_taken_out_and_all_else_left() -> None:
    seen: list[dict[str, Any]] = []

    def app(environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        seen.append(environ)
        return [b"answer"]

    offer = {"HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate", "HTTP_UPGRADE": "websocket"}
    assert without_compression(app)(offer, None) == [b"answer"]
    assert seen == [{"HTTP_UPGRADE": "websocket"}]
