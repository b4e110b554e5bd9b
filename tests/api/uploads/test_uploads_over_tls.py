"""Uploads over HTTPS, as `--lan` serves them, in both async modes."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import requests

from tests.api.peak_memory import PeakMemory
from tests.api.pictures import GOOD, gray_picture
from tests.api.test_image_routes import JPEG
from tests.api.test_job_routes import MP4, SHORT
from tests.api.uploads.test_endless_uploads import BEYOND_BYTES, BODIES, MEMORY_LIMIT, send_for_ever
from tests.system.test_https import LanServer, connected
from webapp.serving.connection_limits import BODY_GRACE_S
from webapp.settings import ASYNC_MODES

pytestmark = pytest.mark.server

PATIENCE_S: Final = 30.0
LARGE: Final = gray_picture(width=2000, height=1500, kind="BMP")  # 9 MB, of a kind that is not read


@pytest.fixture(scope="module", params=ASYNC_MODES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("media")))
        with LanServer(tmp_path_factory.mktemp("certificates"), request.param) as running:
            yield running


@pytest.fixture
def session(server: LanServer, tmp_path: Path) -> Iterator[requests.Session]:
    authority = tmp_path / "authority.pem"
    authority.write_bytes(server.authority().pem())
    with requests.Session() as session:
        session.verify = str(authority)
        session.trust_env = False  # may name other authorities
        yield session


def test_pictures_are_accepted(server: LanServer, session: requests.Session) -> None:
    for _ in range(3):
        found = session.post(f"{server.url}/api/v1/image", GOOD, headers=JPEG, timeout=PATIENCE_S)
        assert found.status_code == 200
        assert len(found.json()["frames"][0]["people"]) == 1
    drawn = session.post(
        f"{server.url}/api/v1/image?format=png", files={"file": ("a.jpg", GOOD)}, timeout=PATIENCE_S
    )
    assert drawn.content.startswith(b"\x89PNG")


def test_a_large_upload_is_received_whole(server: LanServer, session: requests.Session) -> None:
    answer = session.post(f"{server.url}/api/v1/image", LARGE, headers=JPEG, timeout=PATIENCE_S)
    assert (answer.status_code, answer.json()["code"]) == (422, "unsupported")
    answer = session.post(f"{server.url}/api/v1/image", iter([LARGE]), headers=JPEG, timeout=PATIENCE_S)
    assert (answer.status_code, answer.json()["code"]) == (422, "unsupported")


def test_a_video_has_its_results(server: LanServer, session: requests.Session) -> None:
    answer = session.post(f"{server.url}/api/v1/video", SHORT, headers=MP4, timeout=PATIENCE_S)
    assert answer.status_code == 202
    job_url = server.url + answer.headers["Location"]
    until_s = time.monotonic() + PATIENCE_S
    while (job := session.get(job_url, timeout=PATIENCE_S).json())["state"] not in {"done", "failed"}:
        assert time.monotonic() < until_s
        time.sleep(0.05)
    (annotated,) = [result for result in job["results"] if result["name"] == "annotated.mp4"]
    found = session.get(server.url + annotated["url"], headers={"Range": "bytes=4-7"}, timeout=PATIENCE_S)
    assert (found.status_code, found.content) == (206, b"ftyp")
    assert session.delete(job_url, timeout=PATIENCE_S).status_code == 204


def test_a_slow_upload_is_ended_with_a_problem(server: LanServer) -> None:
    head = (
        f"POST /api/v1/image HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
        "Content-Type: image/png\r\nContent-Length: 100000\r\n\r\n"
    )
    with connected(server, server.trusting()) as connection:
        connection.settimeout(BODY_GRACE_S + 10)
        started_s = time.monotonic()
        connection.sendall(head.encode() + bytes(10))
        answer = connection.recv(4096)
        while not re.search(rb'"code": "upload-too-slow"', answer):
            more = connection.recv(4096)
            assert more, answer
            answer += more
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert BODY_GRACE_S - 1 < time.monotonic() - started_s < BODY_GRACE_S + 5
    assert "Traceback" not in server.log


def test_an_endless_upload_is_ended_with_a_problem(server: LanServer, session: requests.Session) -> None:
    with PeakMemory(server.process.pid) as memory:
        assert session.post(f"{server.url}/api/v1/image", GOOD, headers=JPEG, timeout=PATIENCE_S).ok
        normal = memory.peak_bytes()
        body = BODIES["a picture"]
        with connected(server, server.trusting()) as connection:
            answer, sent = send_for_ever(connection, body)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert body.answer in answer
        assert sent < body.limit_bytes + BEYOND_BYTES
        assert memory.peak_bytes() - normal <= MEMORY_LIMIT
    assert "Traceback" not in server.log
