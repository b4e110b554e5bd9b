"""Every command works for a user without a home folder, or says in one line what to name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.posecast_run import FAKE, ROOT
from tests.media.numbered_video import write_numbered_video
from tests.support.homeless import homeless_environment
from tests.support.photo_clips import photograph
from tests.support.running_server import RunningServer

NOT_KEPT = "compiled networks are not kept, so each start takes longer: this user has no home folder"


@pytest.fixture
def homeless(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "site").mkdir()
    return homeless_environment(tmp_path / "site")


def run(environment: dict[str, str], *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "webapp", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_video_is_done_without_a_cache(homeless: dict[str, str], tmp_path: Path) -> None:
    video = write_numbered_video(tmp_path / "numbers.mp4")
    found = run(homeless, "video", video, "--csv", tmp_path / "a.csv", "--model", "lite")
    (line,) = found.stderr.splitlines()
    assert line.startswith(NOT_KEPT)
    assert found.returncode == 0
    assert (tmp_path / "a.csv").is_file()


def test_pictures_are_done_by_several_processes_and_one_says_that_there_is_no_cache(
    homeless: dict[str, str], tmp_path: Path
) -> None:
    for name in ("a", "b"):
        Image.fromarray(photograph("astronaut")).save(tmp_path / f"{name}.png")
    pictures = [tmp_path / "a.png", tmp_path / "b.png"]
    found = run(homeless, "image", *pictures, "-o", tmp_path / "out", "--model", "lite")
    (line,) = found.stderr.splitlines()
    assert line.startswith(NOT_KEPT)
    assert (found.returncode, found.stdout.partition(";")[0]) == (0, "2 pictures: 2 with people")


def test_the_doctor_says_what_is_missing(homeless: dict[str, str]) -> None:
    found = run(homeless, "doctor")
    assert "Traceback" not in found.stderr
    lines = [line for line in found.stdout.splitlines() if "has no home folder" in line]
    assert ["POSECAST_CACHE" in lines[0], "POSECAST_CERTIFICATES" in lines[1]] == [True, True]
    assert all(line.startswith("note ") for line in lines)


@pytest.mark.server
def test_a_server_s_workers_do_without_a_cache(
    homeless: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in set(os.environ) - set(homeless):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", homeless["PYTHONPATH"])
    with RunningServer("--workers", "2", "--model", "lite") as server:
        assert server.log.count(NOT_KEPT) == 1
        assert server.stop() == 0


@pytest.mark.server
def test_the_server_of_a_network_asks_for_a_folder_in_one_line(homeless: dict[str, str]) -> None:
    found = run(homeless, "serve", "--lan", "--port", "0", "--workers", "1", *FAKE)
    assert found.returncode == 1
    (line,) = found.stderr.splitlines()
    assert line.startswith("Error: there is no folder for certificates: this user has no home folder")
    assert "--certificates or POSECAST_CERTIFICATES" in line
