"""Who works on the pictures of `posecast image`: a process for each core, all at once."""

import os
from pathlib import Path

import pytest

from tests.cli import meeting_engine
from tests.cli.posecast_run import files_in, posecast
from tests.cli.test_image import grey_picture
from webapp.cli import image_batch

MEETING = ("--engine-factory", "tests.cli.meeting_engine:MeetingEngine")
PICTURES = 7


@pytest.fixture
def meeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "meeting"
    folder.mkdir()
    monkeypatch.setenv(meeting_engine.FOLDER, str(folder))
    return folder


@pytest.mark.parametrize(("cores", "pictures", "processes"), [(3, PICTURES, 3), (8, 2, 2), (3, 1, 1)])
def test_every_core_has_a_process_that_gets_pictures(
    cores: int, pictures: int, processes: int, meeting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No picture is done before as many processes have one; so the run ends well only where they work side by side."""
    monkeypatch.setattr(image_batch, "usable_cores", lambda: cores)
    monkeypatch.setenv(meeting_engine.PROCESSES, str(processes))
    for number in range(pictures):
        grey_picture(tmp_path / "in" / f"{number}.png")
    result = posecast("image", *MEETING, tmp_path / "in", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert files_in(tmp_path / "out") == [f"{number}.png" for number in range(pictures)]
    done = {int(file.name): file.stat().st_size for file in meeting.iterdir()}
    assert len(done) == processes
    assert sum(done.values()) == pictures
    assert (os.getpid() in done) == (processes == 1), "one picture is not worth another process"
