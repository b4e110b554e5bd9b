"""Hostile uploads: the server still responds, takes little memory, and nothing of them is left."""

import io
import socket
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
import pytest
import requests

from tests.api.conftest import ApiServer
from tests.api.pictures import GOOD, gray_picture, png_bomb
from tests.api.test_image_routes import check_problem, post
from tests.api.test_job_routes import PATIENCE_S, send, wait
from tests.api.videos import gray_video
from tests.support.running_server import FAKE_ENGINE, RunningServer
from webapp.api.image_routes import PICTURE_BYTES
from webapp.serving.connection_limits import BODY_GRACE_S

pytestmark = pytest.mark.server

MEMORY_LIMIT: Final = 64 * 2**20
"""What the web process may take beyond the normal."""

PLAYLIST: Final = (
    b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.ts\n#EXT-X-ENDLIST\n"
)
CONCAT: Final = b"ffconcat version 1.0\nfile /etc/passwd\n"
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'

HOSTILE: Final = {
    "no picture": b"GIF8" + bytes(100),
    "a bomb": png_bomb(),
    "half a JPEG": gray_picture(width=400, height=300)[:900],
    "a JPEG of nothing": GOOD[:20] + bytes(300),
    "a PNG without rows": b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + bytes(17),
    "zeros": bytes(100_000),
    "a zip": b"PK\x03\x04" + bytes(1000),
    "text": b"hello" * 1000,
    "a playlist": PLAYLIST,
    "a list of files": CONCAT,
    "a drawing": SVG,
    "compressed noise": zlib.compress(bytes(10_000_000)),
}


def test_hostile_pictures_are_problems_and_leave_nothing(server: ApiServer) -> None:
    post(server)  # the normal: a media worker that is kept
    process = psutil.Process(server.running.process.pid)
    before = process.memory_info().rss
    codes = {}
    for round_ in range(3):
        for what, body in HOSTILE.items():
            answer = post(server, body, query="?format=png" if round_ else "")
            assert 400 <= answer.status_code < 500, (what, answer.text)
            codes[what] = answer.json()["code"]
    assert codes["a bomb"] == "too-many-pixels"
    assert codes["half a JPEG"] == "truncated"
    assert {codes["a playlist"], codes["a list of files"], codes["a drawing"]} <= {
        "not-a-picture",
        "unsupported",
    }
    assert process.memory_info().rss - before < MEMORY_LIMIT
    assert server.left_behind() == []
    assert post(server).status_code == 200


def test_hostile_videos_fail_with_a_reason_and_open_nothing(server: ApiServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        address = f"http://127.0.0.1:{port}/x.ts".encode()
        for body in (
            PLAYLIST.replace(b"http://127.0.0.1:9/secret.ts", address),
            CONCAT,
            gray_video([200])[:300],
        ):
            job_url = send(server.url, body)
            job = wait(job_url, "failed", "done")
            assert job["state"] == "failed"
            assert job["problem"]["status"] == 422, job
            requests.delete(job_url, timeout=9)
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert server.left_behind() == []


def test_a_body_announced_too_large_is_refused_before_it_is_sent(server: ApiServer) -> None:
    with _connected(server) as connection:
        connection.sendall(_head(server, "video", "Content-Length: 9999999999999"))
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert server.left_behind() == []


def test_a_body_that_becomes_too_large_is_refused_while_it_is_received(server: ApiServer) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(2 * PICTURE_BYTES // 2**20):
            yield bytes(2**20)

    process = psutil.Process(server.running.process.pid)
    before = process.memory_info().rss
    answer = requests.post(
        f"{server.url}/image", endless(), headers={"Content-Type": "image/png"}, timeout=PATIENCE_S
    )
    check_problem(answer, 413, "too-large")
    assert process.memory_info().rss - before < MEMORY_LIMIT
    assert server.left_behind() == []


@pytest.mark.parametrize("chunks", [b"", b"5;", b"1\r\nx\r\n0\r\n"])
def test_a_body_with_endless_chunk_headers_is_refused_at_once(server: ApiServer, chunks: bytes) -> None:
    """One line without an end, or trailers; they once filled the memory while no other client was served."""
    with _connected(server) as connection:
        connection.sendall(_head(server, "image", "Transfer-Encoding: chunked") + chunks)
        connection.sendall((b"a: b\r\n" if b"0" in chunks else b"0") * 60_000)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"upload-incomplete" in answer
    assert answer.count(b"HTTP/1.1") == 1, "the rest was taken for another request"
    assert server.left_behind() == []


@pytest.mark.both_modes
def test_an_upload_that_breaks_off_leaves_nothing(server: ApiServer) -> None:
    with _connected(server) as connection:
        connection.sendall(_head(server, "image", "Content-Length: 100000") + bytes(1000))
    deadline_s = time.monotonic() + PATIENCE_S
    while server.left_behind():
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
    assert post(server).status_code == 200


def test_a_slow_upload_is_ended(server: ApiServer) -> None:
    """The only test that has to wait: both servers must wake a thread that waits for bytes."""
    with _connected(server) as connection:
        started_s = time.monotonic()
        connection.sendall(_head(server, "image", "Content-Length: 100000") + bytes(10))
        connection.settimeout(BODY_GRACE_S + 10)
        answer = connection.recv(4096)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert BODY_GRACE_S - 1 < time.monotonic() - started_s < BODY_GRACE_S + 5
    assert server.left_behind() == []


@pytest.mark.parametrize(
    "bad", [b"", b"--x--\r\n", b"--y\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n"]
)
def test_a_form_without_its_file_is_refused(server: ApiServer, bad: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = requests.post(f"{server.url}/image", bad, headers=headers, timeout=9)
    assert answer.status_code == 400
    assert answer.json()["code"] in {"bad-request", "upload-incomplete"}
    assert server.left_behind() == []


def test_a_second_field_is_refused(server: ApiServer) -> None:
    form = {"file": ("a.jpg", GOOD), "more": ("b.jpg", GOOD)}
    check_problem(requests.post(f"{server.url}/image", files=form, timeout=9), 400, "bad-request")
    assert server.left_behind() == []


def test_uploads_beyond_the_disk_limit_are_refused(
    async_mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    limits = ("--media-disk", "1", "--max-upload", "3")
    with RunningServer(*FAKE_ENGINE, *limits, "--workers", "1", "--async-mode", async_mode) as running:
        server = ApiServer(running, tmp_path)
        announced = requests.post(
            f"{server.url}/video", bytes(1_500_000), headers={"Content-Type": "video/mp4"}, timeout=9
        )
        check_problem(announced, 507, "disk-full")
        found = requests.post(
            f"{server.url}/video",
            iter([bytes(1_000_000), bytes(500_000)]),
            headers={"Content-Type": "video/mp4"},
            timeout=9,
        )
        check_problem(found, 507, "disk-full")
        too_large = requests.post(
            f"{server.url}/video",
            io.BytesIO(bytes(3_500_000)),
            headers={"Content-Type": "video/mp4"},
            timeout=9,
        )
        check_problem(too_large, 413, "too-large")
        assert server.left_behind() == []
        assert post(server).status_code == 200


def _connected(server: ApiServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.running.port), PATIENCE_S)


def _head(server: ApiServer, path: str, length: str) -> bytes:
    kind = "image/png" if path == "image" else "video/mp4"
    return (
        f"POST /api/v1/{path} HTTP/1.1\r\nHost: localhost:{server.running.port}\r\n"
        f"Content-Type: {kind}\r\n{length}\r\n\r\n"
    ).encode()
