"""Where the site, the models and the user's folders are."""

import sys
from pathlib import Path

import platformdirs
import platformdirs.macos
import platformdirs.unix
import platformdirs.windows
import pytest
from platformdirs.api import PlatformDirsABC

from webapp.paths import (
    NoHomeError,
    bundled_folder,
    expanded,
    module_environment,
    user_cache_folder,
    user_data_folder,
)


def test_the_folders_are_those_of_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (bundled_folder("static") / "js").is_dir()
    package = tmp_path / "webapp"
    (package / "static").mkdir(parents=True)
    monkeypatch.setattr("webapp.paths.PACKAGE", package)
    assert bundled_folder("static") == package / "static"


@pytest.mark.parametrize(
    ("system", "folders", "data", "cache"),
    [
        ("linux", platformdirs.unix.Unix, "/home/tom/.local/share/posecast", "/home/tom/.cache/posecast"),
        (
            "darwin",
            platformdirs.macos.MacOS,
            "/home/tom/Library/Application Support/Posecast",
            "/home/tom/Library/Caches/Posecast",
        ),
        ("win32", platformdirs.windows.Windows, "/local-app-data/Posecast", "/local-app-data/Posecast/Cache"),
    ],
)
def test_each_system_keeps_the_users_files_where_its_programs_do(
    monkeypatch: pytest.MonkeyPatch, system: str, folders: type[PlatformDirsABC], data: str, cache: str
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/tom")
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platformdirs, "PlatformDirs", folders)
    # On Windows itself, this asks the system for LOCALAPPDATA.
    monkeypatch.setattr(platformdirs.windows, "get_win_folder", lambda _name: "/local-app-data")
    assert user_data_folder() == Path(data)
    assert user_cache_folder() == Path(cache)


@pytest.mark.skipif(sys.platform != "linux", reason="these variables are Linux's")
@pytest.mark.parametrize("ignored", ["", "relative"])
def test_linux_variables_move_the_folders_if_they_are_absolute(
    monkeypatch: pytest.MonkeyPatch, ignored: str
) -> None:
    monkeypatch.setenv("HOME", "/home/tom")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert (user_data_folder(), user_cache_folder()) == (Path("/data/posecast"), Path("/cache/posecast"))
    monkeypatch.setenv("XDG_DATA_HOME", ignored)
    monkeypatch.setenv("XDG_CACHE_HOME", ignored)
    assert user_data_folder() == Path("/home/tom/.local/share/posecast")
    assert user_cache_folder() == Path("/home/tom/.cache/posecast")


@pytest.mark.skipif(sys.platform == "win32", reason="homes are those of POSIX")
@pytest.mark.parametrize("leaves_the_tilde", [False, True])
def test_a_user_may_have_no_home(monkeypatch: pytest.MonkeyPatch, leaves_the_tilde: bool) -> None:
    def unknown(_user: object) -> None:
        raise KeyError

    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    if leaves_the_tilde:
        for name in ("user_data_path", "user_cache_path"):
            monkeypatch.setattr(platformdirs, name, lambda *_, **__: Path("~/.somewhere/posecast"))
    for find in (user_data_folder, user_cache_folder, lambda: expanded(Path("~/networks"))):
        with pytest.raises(NoHomeError, match="no home folder"):
            find()
    assert expanded(Path("networks")) == Path("networks")


def test_a_child_process_imports_the_same_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    checkout = str(Path(__file__).parents[1])
    assert module_environment()["PYTHONPATH"].split(":") == [checkout, "/elsewhere"]
    monkeypatch.delenv("PYTHONPATH")
    assert module_environment()["PYTHONPATH"] == checkout
