"""Where compiled networks are kept, and what is said once where they cannot be."""

import logging
import os
from pathlib import Path
from typing import Any

import pytest

from webapp.paths import user_cache_folder
from webapp.pose import cache_folder as module
from webapp.pose.cache_folder import FOLDER_ENV, cache_folder, cache_problem, do_without_unusable_cache


def test_the_variable_names_the_folder_before_the_system_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/tom")
    monkeypatch.setenv(FOLDER_ENV, "~/networks")
    assert cache_folder() == Path("/home/tom/networks")
    monkeypatch.delenv(FOLDER_ENV)
    assert cache_folder() == user_cache_folder()
    monkeypatch.setenv(FOLDER_ENV, "")
    assert cache_folder() is None
    assert cache_problem() is None


def test_a_new_folder_is_no_problem_and_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_ENV, str(tmp_path / "new" / "deeper"))
    assert cache_problem() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_home")
@pytest.mark.parametrize("named", [None, "~/networks"])
def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch, named: str | None) -> None:
    if named:
        monkeypatch.setenv(FOLDER_ENV, named)
    assert cache_folder() is None
    assert "has no home folder" in str(cache_problem())


@pytest.fixture
def no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    pwd = pytest.importorskip("pwd")

    def unknown(_user: object) -> None:
        raise KeyError

    for name in ("HOME", "XDG_CACHE_HOME", FOLDER_ENV):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)


def test_a_problem_is_said_once_and_this_process_and_its_children_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(FOLDER_ENV, str(tmp_path / "file"))
    caplog.set_level(logging.INFO)
    for _ in range(2):
        do_without_unusable_cache()
    (record,) = caplog.records
    assert "POSECAST_CACHE can name another folder" in record.getMessage()
    assert os.environ[FOLDER_ENV] == ""


def refuse(*_arguments: Any, **_options: Any) -> None:
    raise OSError(30, "Read-only file system")


def test_a_folder_that_cannot_be_written_is_a_problem_only_while_it_has_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TemporaryFile", refuse)
    tmp_path.chmod(0o700)
    monkeypatch.setenv(FOLDER_ENV, str(tmp_path))
    assert "Read-only file system" in str(cache_problem())
    (tmp_path / "a.network").touch()
    assert cache_problem() is None


def test_a_folder_that_others_can_write_to_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o777)
    monkeypatch.setenv(FOLDER_ENV, str(tmp_path))
    assert "other users can write to" in str(cache_problem())


def test_a_name_that_cannot_be_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_ENV, str(tmp_path / ("x" * 300)))
    assert "File name too long" in str(cache_problem())
