"""Small WSGI applications in front of others."""

from collections.abc import Iterable
from typing import Any

import pytest

from webapp.wsgi.middleware import AppByScheme, WithoutCompression


def test_the_application_does_not_see_the_offer_to_compress() -> None:
    seen: list[dict[str, Any]] = []

    def app(environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        seen.append(environ)
        return [b"response"]

    offer = {"HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate", "HTTP_UPGRADE": "websocket"}
    assert WithoutCompression(app)(offer, None) == [b"response"]
    assert seen == [{"HTTP_UPGRADE": "websocket"}]


@pytest.mark.parametrize(("scheme", "response"), [("https", b"secure"), ("http", b"plain")])
def test_a_port_for_both_schemes_tells_them_apart(scheme: str, response: bytes) -> None:
    app = AppByScheme(lambda *_: [b"secure"], lambda *_: [b"plain"])
    assert list(app({"wsgi.url_scheme": scheme}, None)) == [response]
