"""The storage of uploads and results, and how much of the disk they may take."""

import fcntl
import os
import shutil
from pathlib import Path
from threading import Thread
from unittest.mock import patch

import pytest

from webapp.api.uploads import storage as storage_module
from webapp.api.uploads.storage import FREE_BYTES, MediaStorage, MediaStorageError
from webapp.api.uploads.temp_folder import PREFIX, TempFolder, remove_abandoned_folders
from webapp.wsgi.problem import ApiError


@pytest.fixture
def storage(tmp_path: Path) -> MediaStorage:
    return MediaStorage(1000, tmp_path)


def test_announced_and_written_bytes_count(storage: MediaStorage) -> None:
    first = storage.new_space(400)
    second = storage.new_space(300)
    (second.path / "upload").write_bytes(bytes(500))
    with pytest.raises(ApiError) as raised:
        storage.new_space(101)
    assert (raised.value.status, raised.value.code) == (507, "disk-full")
    assert storage.free_bytes(first) == 500
    assert storage.free_bytes(second) == 100
    storage.remove(second)
    storage.new_space(600)


def test_a_nearly_full_disk_takes_nothing(storage: MediaStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(storage.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=FREE_BYTES + 99))
    with pytest.raises(ApiError, match="disk is nearly full"):
        storage.new_space(100)
    assert storage.free_bytes(storage.new_space(0)) == 99


def test_a_removed_folder_has_no_room(storage: MediaStorage) -> None:
    space = storage.new_space(0)
    shutil.rmtree(storage.path)
    assert storage.free_bytes(space) == 0


def test_only_its_user_can_open_it(storage: MediaStorage) -> None:
    assert storage.path.stat().st_mode & 0o077 == 0
    assert storage.new_space(0).path.stat().st_mode & 0o077 == 0


def test_closing_removes_everything(storage: MediaStorage, tmp_path: Path) -> None:
    (storage.new_space(0).path / "upload").write_bytes(b"x")
    with storage.frame_file() as frame:
        frame.write_bytes(b"x")
        storage.close()
    assert list(tmp_path.iterdir()) == []
    assert not frame.exists()


def test_a_frame_file_is_removed_after_its_task(storage: MediaStorage) -> None:
    with storage.frame_file() as frame:
        frame.write_bytes(b"x")
    assert not frame.exists()
    with storage.frame_file():
        pass  # a task that sent no frame wrote no file


def test_the_error_of_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MediaStorageError, match="set TMPDIR"):
        MediaStorage(1000, tmp_path / "missing")


def test_a_machine_without_a_temporary_folder_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_is_usable() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", none_is_usable)
    with pytest.raises(MediaStorageError, match="set TMPDIR"):
        MediaStorage(1)


def test_only_abandoned_folders_are_removed(tmp_path: Path) -> None:
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


def test_a_closed_storage_refuses_uploads(storage: MediaStorage) -> None:
    storage.close()
    with pytest.raises(ApiError) as raised:
        storage.new_space(0)
    assert (raised.value.status, raised.value.code) == (503, "stopping")


def test_files_written_while_a_folder_is_removed_are_removed_by_the_next_server(
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


def test_a_space_with_a_fixed_size_counts_and_is_not_measured_again(
    storage: MediaStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = storage.new_space(0)
    (done.path / "annotated.mp4").write_bytes(bytes(700))
    done.fix_size()
    own = storage.new_space(0)
    measured: list[Path] = []

    def measure(path: Path) -> int:
        measured.append(path)
        return 0

    monkeypatch.setattr(storage_module, "folder_bytes", measure)
    assert storage.free_bytes(own) == 300
    assert done.path not in measured
    storage.remove(done)
    assert storage.free_bytes(own) == 1000


def test_a_removed_folder_is_made_again(storage: MediaStorage) -> None:
    """By a clean-up of /tmp, say."""
    before = storage.path
    shutil.rmtree(before)
    space = storage.new_space(0)
    assert space.path.is_dir()
    assert storage.path != before
    TempFolder(storage.path.parent).remove()
    remove_abandoned_folders(storage.path.parent)
    assert space.path.is_dir()  # it is locked, too


def test_a_folder_that_cannot_be_made_again_is_a_problem(storage: MediaStorage) -> None:
    shutil.rmtree(storage.path.parent)
    with pytest.raises(ApiError) as raised:
        storage.new_space(0)
    assert (raised.value.status, raised.value.code) == (507, "disk-full")


def test_two_servers_that_start_together_keep_their_folders(tmp_path: Path) -> None:
    """One finds the other's folder after it was made and before it is locked."""
    flock = fcntl.flock
    removals: list[Thread] = []

    def lock_late(lock: int, how: int) -> None:
        if not removals and not how & fcntl.LOCK_NB:
            removals.append(Thread(target=remove_abandoned_folders, args=(tmp_path,)))
            removals[0].start()
            removals[0].join(9)
        flock(lock, how)

    with patch.object(fcntl, "flock", lock_late):
        run = TempFolder(tmp_path)
    assert removals
    (run.path / "space").mkdir()
    remove_abandoned_folders(tmp_path)
    assert (run.path / "space").is_dir()
    run.remove()
    assert list(tmp_path.iterdir()) == []
