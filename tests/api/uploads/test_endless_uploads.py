"""Uploads of unknown length that never end: they end at the limit with a problem, take little memory, and leave nothing."""

import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.api.conftest import ApiServer
from tests.api.peak_memory import PeakMemory
from tests.api.test_image_routes import post
from tests.api.test_job_routes import PATIENCE_S, SHORT, send, wait
from tests.support.running_server import FAKE_ENGINE, RunningServer
from webapp.api.image_routes import PICTURE_BYTES

pytestmark = pytest.mark.server

MB: Final = 2**20
VIDEO_BYTES: Final = 20 * 10**6
MEMORY_LIMIT: Final = 64 * MB

BEYOND_BYTES: Final = 96 * MB
"""What a client may get rid of beyond the limit: 64 MB that are read and thrown away, so that those who read only when
they have sent all of it see the answer, and what the system's buffers hold.
"""

FORM: Final = "multipart/form-data; boundary=x"
BEGUN: Final = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n'


class Endless(NamedTuple):
    """A body that begins in some way, and then goes on with the same bytes for ever."""

    path: str
    content_type: str
    limit_bytes: int
    answer: bytes  # what must stand in it
    beginning: bytes = b""
    more: bytes = bytes(MB)


BODIES: Final = {
    "a picture": Endless("image", "image/png", PICTURE_BYTES, b"too-large"),
    "a video": Endless("video", "video/mp4", VIDEO_BYTES, b"too-large"),
    "a form's video": Endless("video", FORM, VIDEO_BYTES, b"too-large", BEGUN + b"\r\n"),
    "a form that has no boundary": Endless("video", FORM, VIDEO_BYTES, b"bad-request"),
    "a form of headers": Endless("video", FORM, VIDEO_BYTES, b"bad-request", BEGUN, b"a: b\r\n" * 100_000),
    "a form of one header": Endless("video", FORM, VIDEO_BYTES, b"bad-request", BEGUN + b"a: ", b"b" * MB),
}


@pytest.fixture
def limited(async_mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ApiServer]:
    """A server that takes small videos, and has never taken more memory than a server does."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    limits = ("--max-upload", str(VIDEO_BYTES // 10**6), "--workers", "1")
    with RunningServer(*FAKE_ENGINE, *limits, "--async-mode", async_mode) as running:
        yield ApiServer(running, tmp_path)


def test_they_end_at_the_limit(limited: ApiServer) -> None:
    with PeakMemory(limited.running.process.pid) as memory:
        assert post(limited).status_code == 200
        assert wait(send(limited.url, SHORT), "done", "failed")["state"] == "done"
        normal, kept = memory.peak_bytes(), set(limited.left_behind())
        for what, body in BODIES.items():
            with socket.create_connection(("127.0.0.1", limited.running.port), PATIENCE_S) as connection:
                answer, sent = send_for_ever(connection, body)
            assert re.match(rb"HTTP/1.1 4\d\d ", answer), (what, answer)
            assert body.answer in answer, (what, answer)
            assert answer.count(b"HTTP/1.1") == 1, (what, "the rest was taken for another request")
            assert sent < body.limit_bytes + BEYOND_BYTES, what
            check_only_is_left(limited, kept)
        most = memory.peak_bytes()
    print(f"endless uploads: {(most - normal) / MB:.0f} MB over the normal {normal / MB:.0f} MB")
    assert most - normal <= MEMORY_LIMIT
    assert post(limited).status_code == 200


def send_for_ever(connection: socket.socket, body: Endless) -> tuple[bytes, int]:
    """The answer, and how many bytes could be sent until the server closed the connection, which may be TLS."""
    head = (
        f"POST /api/v1/{body.path} HTTP/1.1\r\nHost: localhost:{connection.getpeername()[1]}\r\n"
        f"Content-Type: {body.content_type}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    answer, sent = b"", 0
    piece = chunk(body.more)
    with suppress(ConnectionError, ssl.SSLError):
        connection.sendall(head.encode() + (chunk(body.beginning) if body.beginning else b""))
        while sent < body.limit_bytes + BEYOND_BYTES:
            connection.sendall(piece)
            sent += len(piece)
            answer += what_has_come(connection)
    return answer, sent


def what_has_come(connection: socket.socket) -> bytes:
    connection.setblocking(False)
    try:
        return connection.recv(65_536)
    except (BlockingIOError, ssl.SSLWantReadError):
        return b""
    finally:
        connection.settimeout(PATIENCE_S)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def check_only_is_left(server: ApiServer, kept: set[Path]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while set(server.left_behind()) != kept:
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
