"""Hostile files take hardly more memory of the whole server than good ones, and nothing of them is left."""

import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psutil
import pytest
import requests

from tests.api.conftest import ApiServer
from tests.api.peak_memory import PeakMemory
from tests.api.test_image_routes import post
from tests.api.test_job_routes import PATIENCE_S, SHORT, send, wait
from tests.api.uploads.test_hostile_uploads import CONCAT, HOSTILE, PLAYLIST
from tests.media.hostile_videos import MB, huge_raw_video, many_streams, one_packet, packed_png
from tests.media.picture.test_bombs import BOMBS
from tests.media.pictures import huge_jpeg, png, png_header, scans_jpeg
from tests.support.running_server import FAKE_ENGINE, RunningServer
from webapp.wsgi.problem import TITLES

pytestmark = pytest.mark.server

LIMIT: Final = 64 * MB
"""What all processes together may take beyond the most that small good pictures and videos take."""

PACKED: Final = zlib.compress(bytes(48 * MB), 9)
PICTURES: Final = {**HOSTILE, **BOMBS, "a packed PNG": packed_png(), "5000 scans": scans_jpeg(5000)}
SHOWN: Final = {
    "48 MB of text, packed, 20 times": png(
        png_header(2, 1),
        [(b"zTXt", b"key\0\0" + PACKED)] * 20 + [(b"IDAT", zlib.compress(b"\0" + bytes(6)))],
    ),
}
"""Pictures that show something beside their load."""


@pytest.fixture
def fresh_server(async_mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ApiServer]:
    """One that has never taken more memory than a server does."""
    folder = tmp_path / "media"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", async_mode) as running:
        yield ApiServer(running, folder)


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("hostile")
    jpeg = huge_jpeg(65_500, 16_000)
    files = [
        *(one_packet(folder / f"jpeg.{container}", "mjpeg", jpeg) for container in ("avi", "mkv", "mov")),
        one_packet(folder / "png.mov", "png", packed_png()),
        many_streams(folder / "many.mp4"),
        huge_raw_video(folder / "raw.avi"),
    ]
    said = {"a playlist": PLAYLIST, "a list of files": CONCAT, "half a video": SHORT[: len(SHORT) // 2]}
    return {**{file.name: file.read_bytes() for file in files}, **said}


@pytest.mark.slow
def test_hostile_files_take_hardly_more_memory_than_good_ones_and_leave_nothing(
    fresh_server: ApiServer, videos: dict[str, bytes]
) -> None:
    with PeakMemory(fresh_server.running.process.pid) as memory:
        for _ in range(2):
            assert post(fresh_server).status_code == 200
            assert ended_job(fresh_server, SHORT)["state"] == "done"
        normal = memory.peak_bytes()
        for picture in SHOWN.values():
            assert post(fresh_server, picture).status_code == 200
        for what, picture in PICTURES.items():
            answer = post(fresh_server, picture)
            check_is_clear(what, answer.json())
            assert answer.status_code == answer.json()["status"], what
        for what, video in videos.items():
            job = ended_job(fresh_server, video)
            assert job["state"] == "failed", what
            check_is_clear(what, job["problem"])
        most = memory.peak_bytes()
    print(f"bad files: {(most - normal) / MB:.0f} MB over the normal {normal / MB:.0f} MB of all processes")
    assert most - normal <= LIMIT
    check_nothing_is_left(fresh_server)
    assert post(fresh_server).status_code == 200


def check_is_clear(what: str, problem: dict[str, Any]) -> None:
    """Check that the problem blames the file, with a known code and a detail."""
    assert 400 <= problem["status"] < 500, (what, problem)
    assert problem["code"] in TITLES, (what, problem)
    assert problem["code"] != "broke-the-decoder", (what, problem)
    assert problem["detail"], (what, problem)


def ended_job(server: ApiServer, video: bytes) -> dict[str, Any]:
    """Send a video, and return its job when that has ended and was deleted."""
    job_url = send(server.url, video)
    job = wait(job_url, "done", "failed")
    assert requests.delete(job_url, timeout=PATIENCE_S).status_code == 204
    return job


def check_nothing_is_left(server: ApiServer) -> None:
    """In the folders on the disk and in memory, which the server's locks name."""
    opened = psutil.Process(server.running.process.pid).open_files()
    folders = [Path(file.path).parent for file in opened if Path(file.path).name == "lock"]
    assert any(folder.is_relative_to(server.folder) for folder in folders)
    deadline_s = time.monotonic() + PATIENCE_S  # a job's frame goes when its process has ended
    while left := [path for folder in folders for path in folder.iterdir() if path.name != "lock"]:
        assert time.monotonic() < deadline_s, left
        time.sleep(0.05)
