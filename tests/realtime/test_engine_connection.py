"""A polling client's body that breaks off: Engine.IO refuses it and closes the connection, without a traceback."""

import io
import json
import logging
from typing import Any

import engineio
import pytest

from webapp.realtime.engine_connection import use_engine_connection


class BrokenBody(io.BytesIO):
    def read(self, _size: int | None = -1, /) -> bytes:
        raise TimeoutError("too slow")


class Site:
    """An Engine.IO server and one polling client of it."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.left: list[str] = []
        use_engine_connection()
        server = engineio.Server(async_mode="threading", async_handlers=False, monitor_clients=False)
        server.on("message", lambda _sid, message: self.messages.append(message))
        server.on("disconnect", lambda sid, _reason: self.left.append(sid))
        self._app = engineio.WSGIApp(server, engineio_path="socket.io")
        _, opened = self._ask("GET", "", io.BytesIO(), 0)
        self.sid = str(json.loads(opened[1:])["sid"])

    def post(self, body: io.BytesIO, length: int) -> str:
        """Return the response's status."""
        return self._ask("POST", f"&sid={self.sid}", body, length)[0]

    def _ask(self, method: str, more: str, body: io.BytesIO, length: int) -> tuple[str, bytes]:
        told: list[str] = []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": "/socket.io/",
            "QUERY_STRING": f"EIO=4&transport=polling{more}",
            "CONTENT_LENGTH": str(length),
            "wsgi.input": body,
        }
        answer = self._app(environ, lambda status, _headers: told.append(status))
        return told[0], b"".join(answer)


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_whole_body_arrives(site: Site) -> None:
    assert site.post(io.BytesIO(b"4hello"), 6) == "200 OK"
    assert site.messages == ["hello"]


@pytest.mark.parametrize("body", [io.BytesIO(b"4he"), io.BytesIO(), BrokenBody()])
def test_a_body_that_breaks_off_ends_the_connection(
    site: Site, body: io.BytesIO, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert site.post(body, 6) == "400 BAD REQUEST"
    assert site.messages == []
    assert site.left == [site.sid]
    assert "Traceback" not in caplog.text
