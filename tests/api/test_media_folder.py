"""Where uploads lie, and how much they may take."""

import os
import shutil
from pathlib import Path

import pytest

from webapp.api import media_folder
from webapp.api.media_folder import FREE_BYTES, MediaFolder, MediaFolderError
from webapp.api.problems import ApiError
from webapp.api.run_folder import PREFIX, RunFolder, remove_left_behind


@pytest.fixture
def folder(tmp_path: Path) -> MediaFolder:
    return MediaFolder(1000, tmp_path)


def test_what_is_announced_and_what_lies_there_count(folder: MediaFolder) -> None:
    first = folder.new_space(400)
    second = folder.new_space(300)
    (second.path / "upload").write_bytes(bytes(500))
    with pytest.raises(ApiError) as raised:
        folder.new_space(101)
    assert (raised.value.status, raised.value.code) == (507, "disk-full")
    assert folder.left_bytes(first) == 500
    assert folder.left_bytes(second) == 100
    folder.remove(second)
    folder.new_space(600)


def test_a_nearly_full_disk_takes_nothing(folder: MediaFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(folder.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=FREE_BYTES + 99))
    with pytest.raises(ApiError, match="disk is nearly full"):
        folder.new_space(100)
    assert folder.left_bytes(folder.new_space(0)) == 99


def test_only_its_user_may_look_into_it(folder: MediaFolder) -> None:
    assert folder.path.stat().st_mode & 0o077 == 0
    assert folder.new_space(0).path.stat().st_mode & 0o077 == 0


def test_closing_removes_everything(folder: MediaFolder, tmp_path: Path) -> None:
    (folder.new_space(0).path / "upload").write_bytes(b"x")
    frame = folder.frame_file()
    frame.write_bytes(b"x")
    folder.close()
    assert list(tmp_path.iterdir()) == []
    assert not frame.exists()


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MediaFolderError, match="set TMPDIR"):
        MediaFolder(1000, tmp_path / "missing")


def test_only_folders_that_nobody_has_locked_are_removed(tmp_path: Path) -> None:
    running, ended = RunFolder(tmp_path), RunFolder(tmp_path)
    os.close(ended._lock)  # as when its process was killed
    other = tmp_path / "other"
    other.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
    being_made = tmp_path / f"{PREFIX}without-lock"
    being_made.mkdir()
    remove_left_behind(tmp_path)
    assert not ended.path.exists()
    assert running.path.exists()
    assert other.exists()
    assert being_made.exists()
    assert (elsewhere / "lock").exists()
    running.remove()


def test_a_closed_folder_takes_nothing_in(folder: MediaFolder) -> None:
    folder.close()
    with pytest.raises(ApiError) as raised:
        folder.new_space(0)
    assert (raised.value.status, raised.value.code) == (503, "stopping")


def test_what_came_while_a_folder_was_removed_goes_with_the_next_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload in the middle, say; without its lock the folder would stay for ever."""
    run = RunFolder(tmp_path)
    (run.path / "space").mkdir()
    remove = shutil.rmtree

    def remove_late(path: Path, ignore_errors: bool) -> None:
        remove(path, ignore_errors=ignore_errors)
        (run.path / "late").write_bytes(b"x")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", remove_late)
        run.remove()
    assert (run.path / "late").exists()
    remove_left_behind(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_settled_space_still_counts_but_is_not_looked_at(
    folder: MediaFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = folder.new_space(0)
    (done.path / "annotated.mp4").write_bytes(bytes(700))
    done.settle()
    own = folder.new_space(0)
    looked_at: list[Path] = []

    def look(path: Path) -> int:
        looked_at.append(path)
        return 0

    monkeypatch.setattr(media_folder, "folder_bytes", look)
    assert folder.left_bytes(own) == 300
    assert done.path not in looked_at
    folder.remove(done)
    assert folder.left_bytes(own) == 1000
