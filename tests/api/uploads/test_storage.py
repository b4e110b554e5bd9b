"""Where uploads lie, and how much they may take."""

import fcntl
import os
import shutil
from pathlib import Path
from threading import Thread
from unittest.mock import patch

import pytest

from webapp.api.uploads import storage as media_folder
from webapp.api.uploads.storage import FREE_BYTES, MediaStorage, MediaStorageError
from webapp.api.uploads.temp_folder import PREFIX, TempFolder, remove_abandoned_folders
from webapp.wsgi.problem import ApiError


@pytest.fixture
def folder(tmp_path: Path) -> MediaStorage:
    return MediaStorage(1000, tmp_path)


def test_what_is_announced_and_what_lies_there_count(folder: MediaStorage) -> None:
    first = folder.new_space(400)
    second = folder.new_space(300)
    (second.path / "upload").write_bytes(bytes(500))
    with pytest.raises(ApiError) as raised:
        folder.new_space(101)
    assert (raised.value.status, raised.value.code) == (507, "disk-full")
    assert folder.free_bytes(first) == 500
    assert folder.free_bytes(second) == 100
    folder.remove(second)
    folder.new_space(600)


def test_a_nearly_full_disk_takes_nothing(folder: MediaStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(folder.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=FREE_BYTES + 99))
    with pytest.raises(ApiError, match="disk is nearly full"):
        folder.new_space(100)
    assert folder.free_bytes(folder.new_space(0)) == 99


def test_a_folder_that_was_cleaned_up_has_room_for_nothing(folder: MediaStorage) -> None:
    space = folder.new_space(0)
    shutil.rmtree(folder.path)
    assert folder.free_bytes(space) == 0


def test_only_its_user_may_look_into_it(folder: MediaStorage) -> None:
    assert folder.path.stat().st_mode & 0o077 == 0
    assert folder.new_space(0).path.stat().st_mode & 0o077 == 0


def test_closing_removes_everything(folder: MediaStorage, tmp_path: Path) -> None:
    (folder.new_space(0).path / "upload").write_bytes(b"x")
    frame = folder.frame_file()
    frame.write_bytes(b"x")
    folder.close()
    assert list(tmp_path.iterdir()) == []
    assert not frame.exists()


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MediaStorageError, match="set TMPDIR"):
        MediaStorage(1000, tmp_path / "missing")


def test_only_folders_that_nobody_has_locked_are_removed(tmp_path: Path) -> None:
    running, ended = TempFolder(tmp_path), TempFolder(tmp_path)
    os.close(ended._lock)  # as when its process was killed
    other = tmp_path / "other"
    other.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
    being_made = tmp_path / f"{PREFIX}without-lock"
    being_made.mkdir()
    remove_abandoned_folders(tmp_path)
    assert not ended.path.exists()
    assert running.path.exists()
    assert other.exists()
    assert being_made.exists()
    assert (elsewhere / "lock").exists()
    running.remove()


def test_a_closed_folder_takes_nothing_in(folder: MediaStorage) -> None:
    folder.close()
    with pytest.raises(ApiError) as raised:
        folder.new_space(0)
    assert (raised.value.status, raised.value.code) == (503, "stopping")


def test_what_came_while_a_folder_was_removed_goes_with_the_next_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload in the middle, say; without its lock the folder would stay for ever."""
    run = TempFolder(tmp_path)
    (run.path / "space").mkdir()
    remove = shutil.rmtree

    def remove_late(path: Path, ignore_errors: bool) -> None:
        remove(path, ignore_errors=ignore_errors)
        (run.path / "late").write_bytes(b"x")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", remove_late)
        run.remove()
    assert (run.path / "late").exists()
    remove_abandoned_folders(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_settled_space_still_counts_but_is_not_looked_at(
    folder: MediaStorage, monkeypatch: pytest.MonkeyPatch
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
    assert folder.free_bytes(own) == 300
    assert done.path not in looked_at
    folder.remove(done)
    assert folder.free_bytes(own) == 1000


def test_a_folder_that_somebody_removed_is_made_anew(folder: MediaStorage) -> None:
    """By a clean-up of /tmp, say."""
    before = folder.path
    shutil.rmtree(before)
    space = folder.new_space(0)
    assert space.path.is_dir()
    assert folder.path != before
    TempFolder(folder.path.parent).remove()
    remove_abandoned_folders(folder.path.parent)
    assert space.path.is_dir()  # it is locked, too


def test_a_place_that_takes_no_folder_any_more_is_said_in_words(folder: MediaStorage) -> None:
    shutil.rmtree(folder.path.parent)
    with pytest.raises(ApiError) as raised:
        folder.new_space(0)
    assert (raised.value.status, raised.value.code) == (507, "disk-full")


def test_two_servers_that_start_together_leave_each_other_their_folders(tmp_path: Path) -> None:
    """One looks whose folder it is just when the other has made it, and not yet locked it."""
    flock = fcntl.flock
    looks: list[Thread] = []

    def lock_late(lock: int, how: int) -> None:
        if not looks and not how & fcntl.LOCK_NB:
            looks.append(Thread(target=remove_abandoned_folders, args=(tmp_path,)))
            looks[0].start()
            looks[0].join(9)
        flock(lock, how)

    with patch.object(fcntl, "flock", lock_late):
        run = TempFolder(tmp_path)
    assert looks
    (run.path / "space").mkdir()
    remove_abandoned_folders(tmp_path)
    assert (run.path / "space").is_dir()
    run.remove()
    assert list(tmp_path.iterdir()) == []
