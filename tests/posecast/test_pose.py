"""`pose` with a small fake server: the requests that it makes, and the result of each reply."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import requests
import skimage.data
from PIL import Image

from posecast.client import ApiError, PosecastError, UnreachableError, pose
from tests.formats.documents import person, picture
from tests.support.running_server import RunningServer
from webapp.formats.json_format import json_text

MS = {"decode": 4.0, "detect": 11.0, "landmarks": 9.0, "total": 25.0}


class Asked:
    """The last request, and the reply to send."""

    def __init__(self, status: int, media_type: str, body: str) -> None:
        self.status, self.media_type, self.answer = status, media_type, body
        self.path = ""
        self.body = b""
        self.accept = ""
        self.url = ""

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query)


@contextmanager
def answering(body: str, status: int = 200, media_type: str = "application/json") -> Iterator[Asked]:
    """Run a server that sends this reply to every POST."""
    asked = Asked(status, media_type, body)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.path, asked.accept = self.path, self.headers["Accept"]
            asked.body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(asked.status)
            self.send_header("Content-Type", asked.media_type)
            self.end_headers()
            self.wfile.write(asked.answer.encode())

        def log_message(self, *_words: object) -> None:
            """Write nothing to the terminal."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        asked.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield asked
        finally:
            server.shutdown()
            thread.join()


def test_a_reply_becomes_people_with_arrays() -> None:
    with answering(json_text(picture(person(3), person(4)), MS)) as asked:
        found = pose(b"any bytes", asked.url + "/", model="heavy", people=2)
    assert urlsplit(asked.path).path == "/api/v1/image"
    assert asked.query == {"model": ["heavy"], "people": ["2"]}
    assert (asked.accept, asked.body) == ("application/json", b"any bytes")
    assert [one.id for one in found.people] == [3, 4]
    assert found.people[0].image.shape == (33, 4)
    assert found.people[0].world.dtype == np.float32
    assert (found.size, found.ms, found.document.model) == ((640, 480), MS, "heavy")


def test_paths_and_pixels_are_pictures_too(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"the file")
    with answering(json_text(picture(), MS)) as asked:
        assert pose(path, asked.url).people == ()
        assert asked.body == b"the file"
        pose(str(path), asked.url)
        assert asked.body == b"the file"
        pose(np.full((20, 30, 3), (250, 5, 5), np.uint8), asked.url)
    with Image.open(BytesIO(asked.body)) as sent:
        assert sent.size == (30, 20)
        assert np.abs(np.asarray(sent)[10, 10].astype(int) - (250, 5, 5)).max() < 8


def test_a_missing_file_raises_file_not_found() -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.jpg"):
        pose("none.jpg", "http://127.0.0.1:9")


def test_a_problem_is_raised_with_the_servers_message() -> None:
    problem = {
        "type": "about:blank",
        "title": "This is not a picture",
        "status": 415,
        "detail": "The first bytes are those of a text; send a JPEG, PNG or WebP.",
        "code": "not-a-picture",
    }
    with answering(json.dumps(problem), 415, "application/problem+json") as asked:
        with pytest.raises(ApiError) as raised:
            pose(b"text", asked.url)
    error = raised.value
    assert (error.status, error.code) == (415, "not-a-picture")
    assert (error.title, error.detail) == (problem["title"], problem["detail"])
    assert str(error) == f"{problem['title']}: {problem['detail']}"


@pytest.mark.parametrize("body", ["<html>Bad gateway</html>", "[]", ""])
def test_a_proxys_error_page_is_an_error_too(body: str) -> None:
    with answering(body, 502, "text/html") as asked:
        with pytest.raises(ApiError, match="Bad Gateway") as raised:
            pose(b"picture", asked.url)
    assert raised.value.status == 502


def test_a_reply_without_poses_is_explained() -> None:
    with answering('{"hello": 1}') as asked:
        with pytest.raises(PosecastError, match="something else than poses"):
            pose(b"picture", asked.url)


def test_a_missing_server_is_explained() -> None:
    with pytest.raises(UnreachableError, match="`posecast serve` starts one"):
        pose(b"picture", "http://127.0.0.1:9")


def test_a_server_that_is_too_busy_to_answer_is_not_called_missing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        with pytest.raises(UnreachableError, match=r"did not answer within 0\.05 s") as raised:
            pose(b"picture", f"http://127.0.0.1:{busy.getsockname()[1]}", timeout_s=0.05)
    assert "posecast serve" not in str(raised.value)
    assert "Read timed out" not in str(raised.value)
    assert isinstance(raised.value.__cause__, requests.ReadTimeout)


def test_a_server_of_plain_http_is_not_called_missing() -> None:
    with answering("") as asked:
        with pytest.raises(UnreachableError, match="plain http://") as raised:
            pose(b"picture", asked.url.replace("http:", "https:"))
    assert "posecast serve" not in str(raised.value)


@pytest.mark.server
def test_the_astronaut_is_found_by_a_real_server() -> None:
    photograph = skimage.data.astronaut()
    with RunningServer("--workers", "1") as server:
        found = pose(photograph, server.url, model="full", people=2)
        with pytest.raises(ApiError) as raised:
            pose(b"no picture at all", server.url)
        with pytest.raises(ApiError, match="people must be") as of_people:
            pose(photograph, server.url, people=99)
    assert (found.size, found.document.model, found.document.source.kind) == ((512, 512), "full", "image")
    (astronaut,) = found.people
    np.testing.assert_allclose(astronaut.image[0, :2], (0.44 * 512, 0.24 * 512), atol=0.03 * 512)
    assert found.ms["total"] >= found.ms["landmarks"] > 0
    assert raised.value.code == "not-a-picture"
    assert of_people.value.status == 400
